package dev.sluice.cli;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code doctor} tries out: the Java runtime, the data folder, the port. */
final class ProcessChecks {

    private static final int OLDEST_JAVA = 25;

    private ProcessChecks() {}

    /**
     * Whether Java is new enough and of 64 bits.
     *
     * @param feature as 25
     * @param version in full
     * @param architecture as {@code os.arch} names it
     * @param bits as {@code sun.arch.data.model} says
     */
    static Finding java(int feature, String version, String home, String architecture, String bits) {
        String text = version + " (" + architecture + ", " + bits + " bits) in " + home;
        if (feature < OLDEST_JAVA) {
            return Finding.fail("java", text, "install JDK " + OLDEST_JAVA + " or newer, or name one by SLUICE_JAVA");
        }
        return bits.equals("64")
                ? Finding.ok("java", text)
                : Finding.fail("java", text, "install a 64-bit JDK; on a Raspberry Pi that needs a 64-bit system");
    }

    /** Whether the data folder, or the folder it would be made in, can be written. */
    static Finding writable(Path data) {
        Path there = existing(data);
        if (!Files.isDirectory(there)) {
            return Finding.fail("data", data + " is not a folder", "choose another one with --data");
        }
        try {
            Files.delete(Files.createTempFile(there, "doctor", ".tmp"));
            return Finding.ok("data", Files.exists(data) ? data.toString() : data + " (will be made)");
        } catch (IOException e) {
            return Finding.fail(
                    "data", there + " cannot be written", "check its owner, its mode and how the disk is mounted");
        }
    }

    /**
     * Whether there is room on the disk of the data folder.
     *
     * @param floor what uploads leave free
     */
    static Finding disk(Path data, DataSize floor) {
        try {
            DataSize free = DataSize.ofBytes(Files.getFileStore(existing(data)).getUsableSpace());
            String text = free.rounded() + " free, of which uploads leave " + floor.rounded();
            return free.compareTo(floor) > 0
                    ? Finding.ok("disk", text)
                    : Finding.fail("disk", text, "free some space: every upload is refused with 507");
        } catch (IOException e) {
            return Finding.fail("disk", "the free space cannot be asked for", "check the data folder");
        }
    }

    /** Whether nobody else listens. */
    static Finding port(String host, int port) {
        String text = host + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.ok("port", text + " is free");
        } catch (UnknownHostException e) {
            return Finding.fail("port", host + " is not an address of this machine", "choose another one with --host");
        } catch (IOException e) {
            return Finding.warn(
                    "port",
                    text + " cannot be listened on: " + e.getMessage(),
                    "when Sluice runs already that is as it should be; else choose another one with --port");
        }
    }

    /** The folder itself, or the nearest one above it that is there. */
    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }
}
