package dev.sluice.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sluice.governor.MemoryFiles;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/architecture.md: a rule without a test here decays. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sluice");

    /** Each package of the first level with the ones it may import. Whatever is not named here does not exist. */
    private static final Map<String, Set<String>> MAY_IMPORT = layers();

    private static Map<String, Set<String>> layers() {
        Map<String, Set<String>> layers = new LinkedHashMap<>();
        layers.put("units", Set.of());
        layers.put("failure", Set.of("units"));
        layers.put("config", Set.of("units", "failure"));
        layers.put("governor", Set.of("units", "failure", "config"));
        Set<String> belowCapabilities = Set.of("units", "failure", "config", "governor");
        List.of("image", "store", "http", "fetch", "cache", "inference")
                .forEach(name -> layers.put(name, belowCapabilities));
        layers.put(
                "rendition",
                Set.of("units", "failure", "config", "governor", "image", "store", "http", "fetch", "cache"));
        Set<String> belowFeatures = Set.of(
                "units", "failure", "config", "governor", "image", "store", "http", "fetch", "cache", "rendition");
        List.of("receive", "display", "console", "proxy").forEach(name -> layers.put(name, belowFeatures));
        Set<String> belowCameras = new HashSet<>(belowFeatures);
        belowCameras.add("inference");
        layers.put("camera", belowCameras);
        return layers;
    }

    static Set<String> packages() {
        return MAY_IMPORT.keySet();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyLowerLayers(String name) {
        String[] others = MAY_IMPORT.keySet().stream()
                .filter(other -> !other.equals(name)
                        && !MAY_IMPORT.getOrDefault(name, Set.of()).contains(other))
                .map(other -> "dev.sluice." + other + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("dev.sluice." + name + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sluice", "dev.sluice.cli..")
                .check(CLASSES);
    }

    @Test
    void everyPackageHasALayer() {
        String[] known = MAY_IMPORT.keySet().stream()
                .map(name -> "dev.sluice." + name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .resideOutsideOfPackages("dev.sluice", "dev.sluice.cli..")
                .should()
                .resideInAnyPackage(known)
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.sluice.(*)..").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.sluice.image.vips..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sluice.image")
                .check(CLASSES);
    }

    /** Where frames come from and where they go meet in the camera alone. */
    @Test
    void partsOfACameraKnowFramesOnly() {
        for (String part : List.of("frame", "ingest", "relay", "record", "watch")) {
            classes()
                    .that()
                    .resideInAPackage("dev.sluice.camera." + part + "..")
                    .should()
                    .onlyDependOnClassesThat(describe(
                            "are in frame, in " + part + " or outside of camera",
                            type -> !type.getPackageName().startsWith("dev.sluice.camera")
                                    || type.getPackageName().equals("dev.sluice.camera.frame")
                                    || type.getPackageName().equals("dev.sluice.camera." + part)))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void onlyTheBindingMakesForeignCalls() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.image.vips..")
                .and()
                .doNotBelongToAnyOf(MemoryFiles.class)
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*")
                .orShould()
                .callMethodWhere(call("java.lang.foreign.MemorySegment", "reinterpret"))
                .check(CLASSES);
    }

    @Test
    void onlyTheLayerOfModelsCallsOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.inference..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void onlyTheGateHandsOutNativeMemory() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sluice.governor..", "dev.sluice.image.vips..")
                .should()
                .callMethodWhere(call("java.lang.foreign.Arena", "of.*"))
                .orShould()
                .callMethodWhere(call("java.nio.channels.FileChannel", "map"))
                .check(CLASSES);
    }

    @Test
    void nobodyReadsWithoutABound() {
        noClasses()
                .should()
                .callMethodWhere(call("java.nio.file.Files", "readAllBytes|readString|readAllLines"))
                .orShould()
                .callMethodWhere(call("java.io.InputStream", "readAllBytes"))
                .orShould()
                .callMethodWhere(call("java.net.http.HttpResponse\\$BodyHandlers", "ofByteArray|ofString"))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineTalksToTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sluice.cli..")
                .should()
                .callMethodWhere(call("java.lang.System", "getenv|getProperty|exit"))
                .orShould()
                .callMethodWhere(call("java.lang.Runtime", "exit|halt|addShutdownHook"))
                .check(CLASSES);
    }

    @Test
    void nothingStaticCanChange() {
        fields().that().areStatic().should().beFinal().check(CLASSES);
        noMethods().that().areStatic().should().haveName("getInstance").check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveNameMatching(".*\\.(Abstract|Base)[A-Z].*")
                .orShould()
                .haveNameMatching(".*(Utils|Helper|Manager|Impl)")
                .check(CLASSES);
    }

    @Test
    void timeIsHandedIn() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sluice.units", "dev.sluice", "dev.sluice.cli")
                .should()
                .callMethodWhere(call("java.time.Instant", "now"))
                .orShould()
                .callMethodWhere(call("java.lang.System", "nanoTime|currentTimeMillis"))
                .orShould()
                .callMethodWhere(call("java.lang.Thread", "sleep"))
                .check(CLASSES);
    }

    @Test
    void classesAreFinalUnlessSealedOrAnInterface() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and(describe("are not sealed", type -> !type.reflect().isSealed()))
                .and()
                .areNotAnonymousClasses()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaCall<?>> call(String owner, String method) {
        return describe(
                "calls " + owner + "." + method,
                call -> call.getTargetOwner().getName().matches(owner)
                        && call.getTarget().getName().matches(method));
    }
}
