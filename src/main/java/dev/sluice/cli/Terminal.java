package dev.sluice.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run of the program has around it; handed in, so that a test can look at it.
 *
 * @param out for results
 * @param err for everything else
 * @param environment all variables of the process
 * @param folder what relative names of files start from
 */
public record Terminal(PrintStream out, PrintStream err, Map<String, String> environment, Path folder) {}
