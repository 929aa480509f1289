package dev.sluice.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Puts, shows and deletes on several threads until it is killed, and says of each when it is done. */
final class Busywork {

    static final int THREADS = 6;

    private Busywork() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Kept kept = Kept.open(Path.of(arguments[0]), InstantSource.system());
        for (int thread = 0; thread < THREADS; thread++) {
            String name = arguments[1] + "-" + thread;
            String channel = "c" + thread;
            Thread.ofPlatform().start(() -> work(kept, out, name, channel));
        }
    }

    private static void work(Kept kept, PrintStream out, String name, String channel) {
        Random random = new Random(name.hashCode());
        Deque<Picture> pictures = new ArrayDeque<>();
        for (int i = 0; ; i++) {
            String content = name + "-" + (i - random.nextInt(3));
            Picture picture = kept.put(content);
            pictures.add(picture);
            out.println("put " + picture.id() + " " + content);
            out.println(
                    channel + " " + kept.channels.show(channel, picture.id()).version());
            if (pictures.size() > 3) {
                PictureId victim = pictures.remove().id();
                out.println("deleting " + victim);
                kept.pictures.delete(victim);
            }
        }
    }
}
