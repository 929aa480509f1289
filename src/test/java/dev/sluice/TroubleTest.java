package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.CannotStart;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.InvalidSettings;
import dev.sluice.failure.StoreFailure;
import dev.sluice.support.Form;
import dev.sluice.support.Pictures;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk, a port or a machine that does not give what is needed. */
class TroubleTest {

    private static final Map<String, String> SMALL = Map.of("store.disk-floor", "64KiB");

    @TempDir
    Path temporary = Path.of("");

    private final byte[] png = Pictures.png(40, 30);

    @Test
    void aDiskThatFillsUpWhileSpoolingIsSaidToBeFullAndNothingIsLeft() throws IOException {
        byte[] large = Pictures.encode(Pictures.noise(900, 900, 3), "bmp");
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 1_024);
                RunningSluice sluice = RunningSluice.in(disk.path(), SMALL)) {
            String id = sluice.upload(png);
            List<String> before = SmallDisk.filesIn(disk.path());

            assertThat(sluice.post("/upload", large).detail(507, "store-full")).contains("disk is full");
            sluice.post("/upload", new Form().file("large.bmp", large)).problem(507, "store-full");
            sluice.post("/transform", large).problem(507, "store-full");

            assertThat(SmallDisk.filesIn(disk.path())).isEqualTo(before);
            assertThat(sluice.get("/images/" + id).picture().getWidth()).isEqualTo(40);
            assertThat(sluice.post("/upload", Pictures.png(20, 10)).status()).isEqualTo(201);
        }
    }

    @Test
    void aDiskWithoutRoomForTheResultIsSaidToBeFull() throws IOException {
        byte[] noise = Pictures.encode(Pictures.noise(400, 400, 3), "jpg");
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 320);
                RunningSluice sluice = RunningSluice.in(disk.path(), SMALL)) {
            List<String> before = SmallDisk.filesIn(disk.path());

            sluice.post("/upload", noise).problem(507, "store-full");
            sluice.post("/transform?format=bmp", noise).problem(507, "store-full");

            assertThat(SmallDisk.filesIn(disk.path())).isEqualTo(before);
            assertThat(sluice.get("/images").json(200).path("images").isEmpty()).isTrue();
        }
    }

    @Test
    void aFolderThatMayOnlyBeReadIsSaidToBeSo() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 1_024)) {
            RunningSluice.in(disk.path(), SMALL).close();
            disk.readOnly();

            assertThatThrownBy(() -> RunningSluice.in(disk.path(), SMALL))
                    .asInstanceOf(type(StoreFailure.class))
                    .returns(StoreFailure.Kind.READ_ONLY, StoreFailure::kind)
                    .extracting(Throwable::getMessage)
                    .asString()
                    .contains("mounted");
        }
    }

    @Test
    void aFolderThatWasTakenAwayIsAProblemOfTheDisk() throws IOException {
        Path data = temporary.resolve("data");
        try (RunningSluice sluice = RunningSluice.in(data, Map.of())) {
            Files.move(data.resolve("spool"), data.resolve("away"));

            assertThat(sluice.post("/upload", png).problem().path("type").asString())
                    .isEqualTo("/problems/store-broken");
            assertThat(sluice.get("/health/live").status()).isEqualTo(200);

            Files.move(data.resolve("away"), data.resolve("spool"));
            assertThat(sluice.post("/upload", png).status()).isEqualTo(201);
        }
    }

    @Test
    void aPortInUseIsNamedAndNothingStaysOpen() {
        Path second = temporary.resolve("second");
        try (RunningSluice first = RunningSluice.in(temporary.resolve("first"), Map.of())) {
            Map<String, String> samePort = Map.of("http.port", Integer.toString(first.port()));

            assertThatThrownBy(() -> RunningSluice.in(second, samePort))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining(Integer.toString(first.port()))
                    .hasMessageContaining("the port is taken");
        }
        RunningSluice.in(second, Map.of()).close();
    }

    @Test
    void aFolderInUseIsNamed() {
        Path data = temporary.resolve("data");
        try (RunningSluice first = RunningSluice.in(data, Map.of())) {
            assertThatThrownBy(() -> RunningSluice.in(data, Map.of()))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("--data");
            assertThat(first.post("/upload", png).status()).isEqualTo(201);
        }
    }

    @Test
    void aMissingLibvipsIsSaidToBeSoWithHowToGetIt() {
        assertThatThrownBy(() -> RunningSluice.in(temporary.resolve("data"), Map.of("image.libvips", "/no/libvips.so")))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("npm install")
                .hasMessageContaining("apt-get install");
    }

    @Test
    void aBudgetThatIsTooSmallIsRefusedWithTheTable() {
        assertThatThrownBy(() -> RunningSluice.in(temporary.resolve("data"), Map.of("memory", "64MiB")))
                .isInstanceOf(InvalidSettings.class)
                .hasMessageContaining("too small")
                .hasMessageContaining("Java heap");
    }
}
