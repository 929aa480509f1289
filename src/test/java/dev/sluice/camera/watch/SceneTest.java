package dev.sluice.camera.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.camera.watch.MotionOptions.Zone;
import dev.sluice.image.Area;
import dev.sluice.units.PixelSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SceneTest {

    private static final PixelSize SIZE = new PixelSize(160, 90);

    private final Random noise = new Random(11);

    private static MotionOptions options(Zone... zones) {
        return new MotionOptions(24, 0.01, Duration.ofSeconds(10), Duration.ofSeconds(10), List.of(zones));
    }

    private static Scene known(MotionOptions options, SceneTest test) {
        Scene scene = new Scene(SIZE, options);
        for (int i = 0; i < 5; i++) {
            assertThat(test.show(scene, level -> level, null).area()).isNull();
        }
        return scene;
    }

    /** A picture from dark to light with some noise, in another light, and with a dark box in it. */
    private Scene.Change show(Scene scene, IntUnaryOperator light, @Nullable Area box) {
        byte[] picture = scene.picture();
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < SIZE.width(); x++) {
                int level = 30 + x + noise.nextInt(9) - 4;
                boolean inside = box != null
                        && x >= box.left()
                        && x < box.left() + box.size().width()
                        && y >= box.top()
                        && y < box.top() + box.size().height();
                picture[y * SIZE.width() + x] =
                        (byte) Math.clamp(light.applyAsInt(inside ? (level + 100) % 256 : level), 0, 255);
            }
        }
        return scene.compare();
    }

    private static Area area(int left, int top, int width, int height) {
        return new Area(left, top, new PixelSize(width, height));
    }

    @Test
    void noiseIsNoChange() {
        Scene scene = known(options(), this);
        for (int i = 0; i < 200; i++) {
            assertThat(show(scene, level -> level, null)).isEqualTo(Scene.Change.NONE);
        }
    }

    @Test
    void whatComesIsFoundWhereItIs() {
        Scene scene = known(options(), this);
        Scene.Change change = show(scene, level -> level, area(40, 20, 20, 30));
        assertThat(change.share()).isBetween(590 / 14_400.0, 600 / 14_400.0);
        assertThat(change.area()).isEqualTo(area(40, 20, 20, 30));
    }

    @Test
    void pixelsThatStandAloneAreNoise() {
        Scene scene = known(options(), this);
        byte[] picture = scene.picture();
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) (30 + i % SIZE.width());
        }
        for (int i = 5; i < picture.length; i += 97) {
            picture[i] = (byte) 255;
        }
        assertThat(scene.compare()).isEqualTo(Scene.Change.NONE);
    }

    @Test
    void anotherLightIsNoChangeAndWhatMovesInItIs() {
        List<IntUnaryOperator> lights = List.of(
                level -> level + 50,
                level -> level - 40,
                level -> level * 3 / 2,
                level -> level / 2,
                level -> level * 6 / 5 + 20,
                level -> (int) (255 * Math.pow(level / 255.0, 0.7)));
        for (IntUnaryOperator light : lights) {
            Scene scene = known(options(), this);
            assertThat(show(scene, light, null).share()).isLessThan(0.01);
            Scene other = known(options(), this);
            Scene.Change change = show(other, light, area(40, 20, 20, 30));
            assertThat(change.share()).isBetween(0.03, 0.06);
        }
    }

    @Test
    void anotherSceneIsNoMotionAndIsGotUsedTo() {
        Scene scene = known(options(), this);
        IntUnaryOperator turned = level -> (level * 37) % 256;
        assertThat(show(scene, turned, null)).isEqualTo(Scene.Change.NONE);
        Scene.Change last = Scene.Change.NONE;
        for (int i = 0; i < 60; i++) {
            last = show(scene, level -> 220 - level, null);
        }
        assertThat(last.share()).isLessThan(0.01);
        assertThat(show(scene, level -> 220 - level, area(10, 10, 20, 20)).area())
                .isNotNull();
    }

    @Test
    void whatStaysBelongsToTheSceneAfterAWhile() {
        Scene scene = known(options(), this);
        int seen = 0;
        for (int i = 0; i < 120; i++) {
            seen += show(scene, level -> level, area(40, 20, 20, 30)).area() != null ? 1 : 0;
        }
        assertThat(seen).isBetween(20, 70);
        assertThat(show(scene, level -> level, area(40, 20, 20, 30)).area()).isNull();
    }

    @Test
    void onlyZonesAreLookedAt() {
        Scene without = known(options(new Zone(0.2, 0.2, 0.3, 0.5, true)), this);
        assertThat(show(without, level -> level, area(40, 20, 20, 30)).area()).isNull();
        assertThat(show(without, level -> level, area(120, 20, 20, 30)).area()).isNotNull();
        Scene only = known(options(new Zone(0.2, 0.2, 0.3, 0.5, false)), this);
        assertThat(show(only, level -> level, area(120, 20, 20, 30)).area()).isNull();
        Scene.Change change = show(only, level -> level, area(40, 20, 20, 30));
        // 600 of the 48 x 45 pixels that are looked at.
        assertThat(change.share()).isBetween(0.25, 0.30);
    }

    @Test
    void nothingIsSaidOfTheFirstPictures() {
        Scene scene = new Scene(SIZE, options());
        for (int i = 0; i < 3; i++) {
            assertThat(show(scene, level -> level, area(20 * i, 20, 20, 30))).isEqualTo(Scene.Change.NONE);
        }
        scene.forget();
        assertThat(show(scene, level -> level, area(100, 20, 20, 30))).isEqualTo(Scene.Change.NONE);
    }

    @Test
    void optionsThatMakeNoSenseAreRefusedByName() {
        Duration second = Duration.ofSeconds(1);
        refused(() -> new MotionOptions(0, 0.01, second, second, List.of()), "motion.threshold");
        refused(() -> new MotionOptions(24, Double.NaN, second, second, List.of()), "motion.share");
        refused(() -> new MotionOptions(24, 0.9, second, second, List.of()), "motion.share");
        refused(() -> new MotionOptions(24, 0.01, Duration.ZERO, second, List.of()), "motion.cooldown");
        refused(() -> new MotionOptions(24, 0.01, second, Duration.ofDays(1), List.of()), "motion.gap");
        refused(() -> new Zone(0.5, 0, 0.6, 1, false), "motion.zones");
        refused(() -> new Zone(Double.NaN, 0, 0.6, 1, false), "motion.zones");
        refused(() -> options(new Zone(0, 0, 1, 1, true)), "nothing of the picture");
        List<Zone> many = new ArrayList<>();
        for (int i = 0; i <= MotionOptions.MOST_ZONES; i++) {
            many.add(new Zone(0, 0, 1, 1, false));
        }
        refused(() -> options(many.toArray(Zone[]::new)), "at most 32 zones");
    }

    private static void refused(Runnable making, String text) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
