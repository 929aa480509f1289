package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;

/** The commands there are and what each takes: the only grammar, from which parsing and help are derived. */
enum Verb {
    SERVE("serve", "", 0, 0, "start the server and run until it is told to stop", List.of()),
    INSPECT(
            "inspect",
            "FILE...",
            1,
            Integer.MAX_VALUE,
            "say what pictures are, what a rendition would cost, and whether it fits",
            join(rendition(), List.of(new Option("--json", "", "one line of JSON for each file")))),
    TRANSFORM("transform", "IN OUT", 2, 2, "make a rendition of a picture", rendition()),
    CHECK_CONFIG(
            "check-config", "", 0, 0, "print all settings in force and where each came from, or all errors", List.of()),
    SIGN("sign", "URL", 1, 1, "sign a URL of the image proxy with the first of proxy.keys", List.of()),
    MIGRATE_IMGPROXY(
            "migrate-imgproxy",
            "[FILE]",
            0,
            1,
            "print a sluice.yaml made of the IMGPROXY_ variables of a file, or of the environment",
            List.of()),
    DOCTOR("doctor", "", 0, 0, "check this machine and say what to do about what is wrong", List.of());

    private static final List<Option> SETTINGS = List.of(
            new Option("--host", "HOST", "address to listen on"),
            new Option("--port", "PORT", "port to listen on"),
            new Option("--memory", "SIZE", "most memory the process may take, as 256MiB"),
            new Option("--data", "FOLDER", "where everything is kept"),
            new Option("--config", "FILE", "file with settings; sluice.yaml when it is there"),
            Option.SET);

    private final String text;
    private final String operands;
    private final int leastOperands;
    private final int mostOperands;
    private final String meaning;
    private final List<Option> own;

    Verb(String text, String operands, int leastOperands, int mostOperands, String meaning, List<Option> own) {
        this.text = text;
        this.operands = operands;
        this.leastOperands = leastOperands;
        this.mostOperands = mostOperands;
        this.meaning = meaning;
        this.own = own;
    }

    private static List<Option> rendition() {
        return List.of(
                new Option("--w", "PIXELS", "width of the frame"),
                new Option("--h", "PIXELS", "height of the frame"),
                new Option("--fit", "FIT", "inside, cover, contain or fill"),
                new Option("--gravity", "WHERE", "what stays when cut: centre, north, north-east, ..., smart"),
                new Option("--q", "QUALITY", "1 to 100; for PNG 0 to 9, the level of compression"),
                new Option(
                        "--format", "FORMAT", "jpeg, png, webp, avif, gif, tiff, bmp, rgb565, rgb565be, grey1, grey4"),
                new Option("--dither", "HOW", "none, ordered or diffusion"),
                new Option("--background", "RRGGBB", "behind transparent pixels"),
                new Option("--enlarge", "", "enlarge a picture that is smaller than the frame"),
                new Option("--keep-copyright", "", "keep the copyright and artist of the source"),
                new Option("--blur", "SIGMA", "blur, up to 500 pixels"),
                new Option("--sharpen", "SIGMA", "sharpen, up to 10 pixels"),
                new Option("--max_bytes", "SIZE", "lower the quality until the result has no more, as 64KiB"));
    }

    private static List<Option> join(List<Option> some, List<Option> more) {
        List<Option> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** What the user types. */
    String text() {
        return text;
    }

    List<Option> options() {
        return join(own, SETTINGS);
    }

    boolean accepts(int operandCount) {
        return operandCount >= leastOperands && operandCount <= mostOperands;
    }

    String usage() {
        return "sluice " + text + " [options]" + (operands.isEmpty() ? "" : " " + operands);
    }

    /** The help for one command. */
    String help() {
        StringBuilder help = new StringBuilder("usage: ").append(usage()).append('\n');
        help.append("\n").append(capital(meaning)).append(".\n\noptions:\n");
        for (Option option : options()) {
            help.append("  %-22s %s%n".formatted(option.usage(), option.meaning()));
        }
        return help.toString();
    }

    /** The help for all of them. */
    static String overview() {
        StringBuilder help = new StringBuilder("usage: sluice COMMAND [options]\n\ncommands:\n");
        for (Verb verb : values()) {
            help.append("  %-17s %s%n".formatted(verb.text, verb.meaning));
        }
        help.append(
                        "\n'sluice COMMAND --help' tells more. Exit codes: 0 all went well, 1 the work failed, 2 wrong usage,\n")
                .append("3 wrong settings, 4 the server cannot start, 5 libvips is missing.\n");
        return help.toString();
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
