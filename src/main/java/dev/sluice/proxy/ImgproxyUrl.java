package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.eclipse.jetty.util.URIUtil;

/**
 * A URL in imgproxy's grammar: {@code /SIGNATURE/OPTION:ARGUMENT.../plain/SOURCE@FORMAT}, or the source in base64 for URLs and a dot
 * before the format. Options end where a part has no colon.
 *
 * @param signature as it was given
 * @param signed what the signature is over: the path behind it, as it was sent
 * @param options in their order
 * @param source URL of the picture
 * @param format that the URL's end asks for; empty when it asks for none
 */
record ImgproxyUrl(String signature, String signed, List<Option> options, String source, String format) {

    private static final int MOST_OPTIONS = 100;

    ImgproxyUrl {
        options = List.copyOf(options);
    }

    /** One option with its arguments, of which there is one at least. */
    record Option(String name, List<String> arguments) {
        Option {
            arguments = List.copyOf(arguments);
        }

        /** @param part of a URL or a preset, with a colon */
        static Option of(String part) {
            String[] words = part.split(":", -1);
            return new Option(words[0], Arrays.asList(words).subList(1, words.length));
        }
    }

    /**
     * Reads the part behind the prefix.
     *
     * @param path as it was sent, beginning with a slash
     * @throws NotFound when it is none, with what is wrong; imgproxy answers 404 as well
     */
    static ImgproxyUrl parse(String path) {
        return parse(path, false);
    }

    /**
     * As {@link #parse(String)}.
     *
     * @param onlyPresets whether the first part holds names of presets, separated by colons, in the place of all options
     */
    static ImgproxyUrl parse(String path, boolean onlyPresets) {
        int end = path.indexOf('/', 1);
        if (!path.startsWith("/") || end < 2) {
            throw new NotFound("write /SIGNATURE/OPTIONS/plain/SOURCE behind the prefix");
        }
        String signed = path.substring(end);
        List<String> parts = Arrays.asList(signed.substring(1).split("/", -1));
        List<Option> options = new ArrayList<>();
        int at = 0;
        if (onlyPresets) {
            options.add(Option.of("preset:" + parts.getFirst()));
            at++;
        }
        while (!onlyPresets && at < parts.size() && parts.get(at).indexOf(':') >= 0) {
            options.add(Option.of(parts.get(at)));
            at++;
        }
        if (options.size() > MOST_OPTIONS) {
            throw new NotFound("there are more than " + MOST_OPTIONS + " options");
        }
        String signature = path.substring(1, end);
        List<String> rest = parts.subList(at, parts.size());
        return rest.size() > 1 && rest.getFirst().equals("plain")
                ? plain(signature, signed, options, String.join("/", rest.subList(1, rest.size())))
                : encoded(signature, signed, options, String.join("", rest));
    }

    private static ImgproxyUrl plain(String signature, String signed, List<Option> options, String text) {
        String[] halves = halves(text, '@');
        try {
            String source = URIUtil.decodePath(halves[0]);
            return new ImgproxyUrl(signature, signed, options, source, halves[1]);
        } catch (IllegalArgumentException malformed) {
            throw new NotFound("the source is not percent-encoded as URLs are");
        }
    }

    private static ImgproxyUrl encoded(String signature, String signed, List<Option> options, String text) {
        String[] halves = halves(text, '.');
        try {
            String source = new String(Base64.getUrlDecoder().decode(halves[0]), StandardCharsets.UTF_8);
            return new ImgproxyUrl(signature, signed, options, source, halves[1]);
        } catch (IllegalArgumentException malformed) {
            throw new NotFound(
                    "the source is neither behind /plain/ nor in base64 for URLs; an option has a colon, as in w:100");
        }
    }

    /** Source and format. */
    private static String[] halves(String text, char separator) {
        int at = text.indexOf(separator);
        String source = at < 0 ? text : text.substring(0, at);
        String format = at < 0 ? "" : text.substring(at + 1);
        if (source.isEmpty()) {
            throw new NotFound("the URL of the source is empty");
        }
        if (format.indexOf(separator) >= 0) {
            throw new NotFound("there is more than one format; write " + (separator == '@' ? "%40" : "%2E")
                    + " for a character of the source");
        }
        return new String[] {source, format};
    }
}
