package dev.sluice.rendition;

import dev.sluice.http.Exchange;
import dev.sluice.http.Representation;

/** Sends renditions. */
public final class PictureAnswer {

    private PictureAnswer() {}

    /** Answers with a rendition, which stays the caller's to close. */
    public static void send(Exchange exchange, Rendition rendition, Representation content) {
        Representation sized = content.header(
                        "X-Image-Width", Integer.toString(rendition.size().width()))
                .header("X-Image-Height", Integer.toString(rendition.size().height()));
        switch (rendition) {
            case Rendition.InMemory memory -> exchange.answer().bytes(memory.payload(), sized);
            case Rendition.InFile file -> exchange.answer().file(file.file().path(), sized);
        }
    }
}
