package dev.sluice.store;

import dev.sluice.units.DataSize;
import dev.sluice.units.Digest;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.time.Instant;

/**
 * A kept picture. What it says never changes: another picture has another identifier.
 *
 * @param id its name
 * @param bytes size of its file
 * @param receivedAt when it was put into the store
 * @param facts what was known of it then
 */
public record Picture(PictureId id, DataSize bytes, Instant receivedAt, Facts facts) {

    Sheet sheet() {
        return new Sheet()
                .with("id", id.text())
                .with("type", nameOf(facts.type()))
                .with("width", facts.size().width())
                .with("height", facts.size().height())
                .with("bytes", bytes.bytes())
                .with("digest", facts.digest().hex())
                .with("key", facts.key())
                .with("receivedAt", receivedAt.toString())
                .with("name", facts.name())
                .with("original", nameOf(facts.original()));
    }

    /** @throws IllegalArgumentException when the sheet is not that of a picture */
    static Picture of(Sheet sheet) {
        Facts facts = new Facts(
                type(sheet.text("type")),
                new PixelSize(side(sheet.number("width")), side(sheet.number("height"))),
                new Digest(sheet.text("digest")),
                sheet.text("key"),
                sheet.text("name"),
                type(sheet.text("original")));
        return new Picture(
                new PictureId(sheet.text("id")),
                DataSize.ofBytes(sheet.number("bytes")),
                sheet.time("receivedAt"),
                facts);
    }

    private static String nameOf(MediaType type) {
        return type.names().getFirst();
    }

    private static MediaType type(String name) {
        return MediaType.named(name).orElseThrow(() -> new IllegalArgumentException("no kind of picture: " + name));
    }

    private static int side(long pixels) {
        if (pixels != (int) pixels) {
            throw new IllegalArgumentException("no side of a picture: " + pixels);
        }
        return (int) pixels;
    }
}
