package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;

/** The root element of an SVG document: enough to know one and to say how large it wants to be drawn. */
final class SvgHeader {

    /** Characters looked at before the root element, and inside it: comments of licences are long. */
    private static final int MAX_TEXT = 1 << 16;

    /** What a browser takes for an SVG that names no size (CSS 2.1, 10.3.2). */
    private static final PixelSize UNSIZED = new PixelSize(300, 150);

    private SvgHeader() {}

    /** Where the root element of an SVG document begins, or -1 if this is none. */
    static long root(HeaderReader in) throws IOException {
        long at = in.has(0, "\u00ef\u00bb\u00bf") ? 3 : 0;
        while (at < MAX_TEXT) {
            int next = in.peek(at);
            if (next == '<' && (in.has(at + 1, "?") || in.has(at + 1, "!"))) {
                at = behind(in, at, in.has(at, "<!--") ? "-->" : ">");
            } else if (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
                at++;
            } else {
                return in.has(at, "<svg") ? at : -1;
            }
        }
        return -1;
    }

    /** Where the text after the next occurrence of a mark begins; the bound when it does not come. */
    private static long behind(HeaderReader in, long from, String mark) throws IOException {
        long at = from;
        while (at < MAX_TEXT && !in.has(at, mark)) {
            at++;
        }
        return at + mark.length();
    }

    static Probe read(HeaderReader in, long root) throws IOException {
        return new Probe(
                MediaType.SVG,
                size(element(in, root)),
                4,
                8,
                true,
                1,
                1,
                false,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Whole());
    }

    private static String element(HeaderReader in, long root) throws IOException {
        StringBuilder text = new StringBuilder();
        for (long at = root; at < root + HeaderReader.WINDOW && in.peek(at) >= 0 && in.peek(at) != '>'; at++) {
            int next = in.peek(at);
            text.append(next <= ' ' ? ' ' : (char) next);
        }
        return text.toString();
    }

    private static PixelSize size(String element) {
        double width = pixels(attribute(element, "width"));
        double height = pixels(attribute(element, "height"));
        String[] box = attribute(element, "viewBox").strip().split("[ ,]+", -1);
        if (box.length == 4 && (width <= 0 || height <= 0)) {
            width = pixels(box[2]);
            height = pixels(box[3]);
        }
        return width <= 0 || height <= 0 ? UNSIZED : Claims.size((long) Math.ceil(width), (long) Math.ceil(height));
    }

    private static String attribute(String element, String name) {
        int at = element.indexOf(' ' + name + '=');
        int from = at + name.length() + 3;
        if (at < 0 || from > element.length()) {
            return "";
        }
        int to = element.indexOf(element.charAt(from - 1), from);
        return to < 0 ? "" : element.substring(from, to);
    }

    /** A length in pixels; 0 for one in a unit that depends on a page. */
    private static double pixels(String length) {
        String number = length.endsWith("px") ? length.substring(0, length.length() - 2) : length;
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException unit) {
            return 0;
        }
    }
}
