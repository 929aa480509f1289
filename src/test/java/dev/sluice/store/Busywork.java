package dev.sluice.store;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Puts, shows and deletes until it is killed, and says of each when it is done. */
final class Busywork {

    private Busywork() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Random random = new Random(Long.parseLong(arguments[1]));
        List<Picture> pictures = new ArrayList<>();
        Kept kept = Kept.open(Path.of(arguments[0]), InstantSource.system());
        for (int i = 0; ; i++) {
            String name = arguments[1] + " " + random.nextInt(40);
            Picture picture = kept.put(name);
            pictures.add(picture);
            out.println("put " + picture.id() + " " + name);
            out.println("version " + kept.channels.show("inbox", picture.id()).version());
            if (i % 3 == 0) {
                PictureId victim =
                        pictures.remove(random.nextInt(pictures.size())).id();
                out.println("deleting " + victim);
                kept.pictures.delete(victim);
            }
        }
    }
}
