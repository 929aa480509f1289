package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import dev.sluice.rendition.Source;
import dev.sluice.store.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** The pictures of one folder, by {@code local:///} URLs. Nothing outside the folder is ever opened. Immutable. */
final class LocalPictures {

    static final String SCHEME = "local://";

    private final String root;

    /** @param root the folder; empty for none */
    LocalPictures(String root) {
        this.root = root;
    }

    /**
     * @param url begins with {@link #SCHEME}
     * @throws NotFound when there is no such file in the folder, or no folder
     */
    Source find(String url) {
        if (root.isEmpty()) {
            throw new NotFound("there are no local sources: proxy.local-root is not set");
        }
        try {
            Path folder = Path.of(root).toRealPath();
            Path file = folder.resolve(url.substring(SCHEME.length()).replaceFirst("^/+", ""))
                    .toRealPath();
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (file.startsWith(folder) && facts.isRegularFile()) {
                return new Source(file, Fingerprint.of(file + " " + facts.lastModifiedTime() + " " + facts.size()));
            }
        } catch (IOException | InvalidPathException missing) {
            throw notThere(url);
        }
        throw notThere(url);
    }

    private static NotFound notThere(String url) {
        return new NotFound("no picture is at " + url);
    }
}
