package dev.sluice.proxy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.EngineFailure;
import dev.sluice.image.Composition;
import dev.sluice.image.Overlay;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The one picture that URLs may put on others. It is looked at anew each time, so it may be exchanged. Immutable, safe for threads. */
final class Watermark {

    private final String file;

    /** @param file empty for none: what URLs say of watermarks is then without effect, as in imgproxy */
    Watermark(String file) {
        this.file = file;
    }

    /**
     * What is to be made of a picture.
     *
     * @param version names the watermark's bytes; empty without one
     */
    record Marked(RenditionOptions options, String version) {}

    /**
     * What is to be made of a picture, with the watermark that is asked for.
     *
     * @throws EngineFailure when the watermark is missing or no picture
     */
    Marked on(ImgproxyOptions.Wish wish, Renditions renditions, Job job) {
        WatermarkWish wanted = wish.watermark();
        Composition composition = wish.rendition().composition();
        if (wanted == null || composition == null || file.isEmpty()) {
            return new Marked(wish.rendition(), "");
        }
        Path path = Path.of(file);
        try {
            BasicFileAttributes facts = Files.readAttributes(path, BasicFileAttributes.class);
            Fingerprint version = Fingerprint.of(path + " " + facts.lastModifiedTime() + " " + facts.size());
            Overlay overlay = new Overlay(
                    path,
                    renditions.probe(new Source(path, version), job),
                    wanted.opacity(),
                    wanted.anchor(),
                    wanted.repeated(),
                    wanted.scale());
            return new Marked(wish.rendition().with(composition.with(overlay)), version.toString());
        } catch (IOException missing) {
            throw new EngineFailure("the file of proxy.watermark cannot be read", missing);
        } catch (BadInput unusable) {
            throw new EngineFailure("the file of proxy.watermark is of no use: " + unusable.getMessage(), unusable);
        }
    }
}
