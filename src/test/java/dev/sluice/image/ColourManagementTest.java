package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsTarget;
import dev.sluice.units.MediaType;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColourManagementTest {

    private static final Raw COLOURS = Raw.paint(
            64, 64, 3, (x, y, channel) -> 60 + (x < 32 ? 100 : 0) * (channel % 2) + (y < 32 ? 60 : 0) * (channel / 2));

    @TempDir
    private Path folder;

    private EngineFixture fixture;

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Raw plain(Path file, Probe probe) {
        return fixture.pixels(file, probe, EngineFixture.options(MediaType.PNG));
    }

    /** The picture in another space, with its profile. */
    private Path inProfile(String profile, String saver, int space) {
        Path png = COLOURS.writePng(fixture.file("colours.png"), 8);
        Path file = fixture.file("profiled");
        try (VipsImage image = fixture.library
                        .operation("pngload")
                        .set("filename", png.toString())
                        .image();
                VipsImage other = fixture.library
                        .operation("icc_transform")
                        .set("in", image)
                        .set("output_profile", profile)
                        .set("input_profile", "srgb")
                        .image();
                VipsTarget target = fixture.library.fileTarget(file.toString())) {
            assertThat(other.interpretation()).isEqualTo(space);
            fixture.library
                    .operation(saver)
                    .set("in", other)
                    .set("target", target)
                    .set("keep", 8)
                    .run();
        }
        return file;
    }

    @Test
    void honoursDisplayP3() {
        Path file = inProfile("p3", "pngsave_target", 22);
        assertThat(fixture.decode(file, "pngload").distance(COLOURS)).isGreaterThan(2);
        assertThat(plain(file, EngineFixture.probe(MediaType.PNG, 64, 64, false, 1))
                        .distance(COLOURS))
                .isLessThan(1.5);
    }

    @Test
    void turnsCmykIntoSrgb() {
        Path file = inProfile("cmyk", "jpegsave_target", 15);
        Raw back = plain(file, EngineFixture.probe(MediaType.JPEG, 64, 64, false, 1));
        assertThat(back.channels()).isEqualTo(3);
        assertThat(back.distance(COLOURS)).isLessThan(14);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void bringsSixteenBitsDownToEight(int channels) {
        Raw deep = Raw.paint(40, 40, channels, (x, y, channel) -> (50 + x + 20 * channel) * 257);
        Raw expected = Raw.paint(40, 40, channels, (x, y, channel) -> 50 + x + 20 * channel);
        Path file = deep.writePng(fixture.file("deep.png"), 16);
        Probe probe = EngineFixture.probe(MediaType.PNG, 40, 40, channels % 2 == 0, 1);
        assertThat(plain(file, probe).distance(expected)).isLessThan(1);
        Raw half = fixture.pixels(file, probe, EngineFixture.frame(20, 20, Fit.FILL, Gravity.CENTRE, MediaType.PNG));
        assertThat(half.channels()).isEqualTo(channels);
        assertThat(half.at(10, 10, channels - 1)).isBetween(68 + 20 * (channels - 1), 73 + 20 * (channels - 1));
    }

    @Test
    void keepsGreyGrey() {
        Raw grey = Raw.paint(40, 40, 1, (x, y, channel) -> 3 * x + y);
        Path file = grey.writePng(fixture.file("grey.png"), 8);
        Probe probe = EngineFixture.probe(MediaType.PNG, 40, 40, false, 1);
        assertThat(plain(file, probe).distance(grey)).isZero();
        assertThat(fixture.decode(fixture.render(file, probe, EngineFixture.options(MediaType.JPEG)), "jpegload")
                        .channels())
                .isEqualTo(1);
    }

    @Test
    void laysGreyUnderColour() {
        Raw grey = Raw.paint(40, 40, 2, (x, y, channel) -> channel == 0 ? 100 : x < 20 ? 0 : 255);
        Path file = grey.writePng(fixture.file("grey.png"), 8);
        Probe probe = EngineFixture.probe(MediaType.PNG, 40, 40, true, 1);
        Raw flat = fixture.decode(fixture.render(file, probe, EngineFixture.options(MediaType.JPEG)), "jpegload");
        assertThat(flat.channels()).isEqualTo(3);
        assertThat(flat.at(5, 5, 1)).isBetween(190, 210);
        Raw padded =
                fixture.pixels(file, probe, EngineFixture.frame(60, 40, Fit.CONTAIN, Gravity.CENTRE, MediaType.PNG));
        assertThat(padded.at(2, 20, 1)).isEqualTo(200);
        assertThat(padded.at(2, 20, 3)).as("the ground is opaque").isEqualTo(255);
    }
}
