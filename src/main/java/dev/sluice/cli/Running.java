package dev.sluice.cli;

import dev.sluice.Machine;
import dev.sluice.Server;
import dev.sluice.Settings;
import dev.sluice.config.LiveSettings;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** A server in the foreground: from its ready line until the process is told to stop. */
record Running(LiveSettings<Settings> settings, Machine machine) {

    /**
     * Starts the server, says that it is ready, and returns when SIGTERM or SIGINT has stopped it. The JVM's hook waits for the end
     * and then ends the process itself: stopping on request is a success, not the exit code of a signal.
     */
    void untilStopped(PrintStream out) {
        PrintStream direct = System.err;
        PrintStream log = LogOutput.to(direct).stream(direct.charset());
        System.setErr(log);
        Server server;
        try {
            server = new Server(settings, machine);
        } catch (RuntimeException unstarted) {
            System.setErr(direct);
            log.close();
            throw unstarted;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            server.close();
            stopped.countDown();
            log.close();
            Runtime.getRuntime().halt(ExitCode.OK.number());
        }));
        out.println(server.greeting());
        out.flush();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
