package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Settings;
import dev.sluice.failure.EngineFailure;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MainTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void servesWithTheSettingsOfFlagsSetAndEnvironment() {
        List<Settings> served = new ArrayList<>();

        Run run = new Run(folder)
                .environment("SLUICE_STORE_SPOOL_AGE", "9m")
                .server(settings -> served.add(settings.current()))
                .with("serve", "--memory", "300MiB", "--data=/srv/pictures", "--set", "governor.cores=3");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        Settings settings = served.getFirst();
        assertThat(settings.governor().memory()).contains(DataSize.ofMebibytes(300));
        assertThat(settings.governor().cores()).isEqualTo(3);
        assertThat(settings.store().data()).isEqualTo(Path.of("/srv/pictures"));
        assertThat(settings.store().spoolAge()).hasMinutes(9);
    }

    @Test
    void theSmallerOfTwoMemoryLimitsCounts() {
        List<Settings> served = new ArrayList<>();

        new Run(folder)
                .environment("SLUICE_MEMORY", "200MiB")
                .server(settings -> served.add(settings.current()))
                .with("serve", "--memory", "300MiB");

        assertThat(served.getFirst().governor().memory()).contains(DataSize.ofMebibytes(200));
    }

    @Test
    void reportsAllWrongSettingsAtOnce() {
        Run run = new Run(folder)
                .environment("SLUICE_MEMROY", "1GiB")
                .with("serve", "--memory", "1GB", "--set", "governor.cors=1");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err().lines())
                .containsExactly(
                        "sluice: these settings cannot be used:",
                        "  SLUICE_MEMROY: there is no such setting; did you mean SLUICE_MEMORY? (environment)",
                        "  governor.cors: there is no such setting; did you mean governor.cores? (--set)",
                        "  memory = 1GB (--memory): '1GB' is not a size: write a whole number followed by B, KiB, MiB or GiB, as"
                                + " in 512MiB");
    }

    @Test
    void saysWhyTheServerCannotStart() {
        Run run = new Run(folder)
                .server(failing(
                        new StoreFailure(StoreFailure.Kind.READ_ONLY, "it may only be read", new IOException())));

        assertThat(run.with("serve").code()).isEqualTo(4);
        assertThat(run.err()).isEqualTo("sluice: it may only be read" + System.lineSeparator());
        assertThat(new Run(folder)
                        .server(failing(new EngineFailure("libvips is missing")))
                        .with("serve")
                        .code())
                .isEqualTo(5);
    }

    private static java.util.function.Consumer<dev.sluice.config.LiveSettings<Settings>> failing(
            SluiceException failure) {
        return settings -> {
            throw failure;
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srve | there is no command 'srve'; did you mean serve?",
                "frobnicate | there is no command 'frobnicate'; the commands are serve, inspect,",
                "serve --prot 80 | there is no option --prot; did you mean --port?",
                "serve --frobnicate | there is no option --frobnicate; 'sluice serve --help' lists all",
                "serve --memory | --memory needs a value: --memory SIZE",
                "serve --memory 1GiB --memory=2GiB | --memory is given twice",
                "serve --set governor.cores | --set needs a key and a value: --set KEY=VALUE",
                "serve --set =1 | --set needs a key and a value",
                "serve --set governor.cores=1 --set governor.cores=2 | --set governor.cores is given twice",
                "serve now | 1 files or names were given: sluice serve [options]",
                "inspect | 0 files or names were given: sluice inspect [options] FILE...",
                "inspect --json=yes a | --json takes no value",
                "transform a | 1 files or names were given: sluice transform [options] IN OUT",
                "transform a b.png --w wide | w: 'wide' is not a whole number",
                "transform a b --fit tight --gravity up | fit: 'tight' is none of the choices: inside, cover,",
                "transform a b.xyz | format: 'xyz' is not a format"
            })
    void refusesACommandLineThatMakesNoSense(String line, String message) {
        Run run = new Run(folder).with(line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("sluice: " + message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void withoutACommandShowsWhichThereAre() {
        Run run = new Run(folder).with();

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("a command is missing", "serve", "check-config", "Exit codes");
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyCommandHasHelpOnStandardOutput(Verb verb) {
        Run run = new Run(folder).with(verb.text(), "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("usage: sluice " + verb.text()).contains("--memory SIZE", "--set KEY=VALUE");
        assertThat(new Run(folder).with("--help").out()).contains(verb.text());
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void everyOptionIsDistinctAndEveryFlagOfASettingIsAnOption(Verb verb) {
        List<String> names = verb.options().stream().map(Option::name).toList();

        assertThat(names).doesNotHaveDuplicates().containsAll(Settings.FLAGS.keySet());
    }

    @Test
    void everyCodeIsDocumentedInTheHelp() {
        for (ExitCode code : ExitCode.values()) {
            assertThat(Verb.overview()).containsPattern("\\b" + code.number() + " ");
        }
    }

    @Test
    void saysItsVersion() {
        assertThat(new Run(folder).with("--version").out()).startsWith("sluice ");
    }

    @Test
    void afterTwoHyphensAllWordsAreFiles() {
        Arguments arguments = Arguments.parse(Verb.INSPECT, List.of("--json", "--", "--w", "-"));

        assertThat(arguments.operands()).containsExactly("--w", "-");
    }

    @Test
    void checkConfigPrintsEverySettingWithItsOrigin() throws IOException {
        Files.writeString(folder.resolve("sluice.yaml"), "governor:\n  cores: 2\n");

        Run run = new Run(folder).environment("SLUICE_MEMORY", "256MiB").with("check-config", "--data", "there");

        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(Settings.ALL.size());
        assertThat(run.out())
                .containsPattern("memory +256MiB +environment SLUICE_MEMORY")
                .containsPattern("data +there +--data")
                .containsPattern("governor\\.cores +2 +sluice\\.yaml line 2")
                .containsPattern("store\\.spool-age +5m +default");
    }

    @Test
    void checkConfigReportsAllErrors() throws IOException {
        Files.writeString(folder.resolve("sluice.yaml"), "governor:\n  cores: many\n  cors: 2\n");

        Run run = new Run(folder).with("check-config");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .contains("governor.cores = many (sluice.yaml line 2): 'many' is not a whole number")
                .contains("governor.cors: there is no such setting; did you mean governor.cores? (sluice.yaml line 3)");
    }
}
