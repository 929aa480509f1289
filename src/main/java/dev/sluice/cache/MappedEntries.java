package dev.sluice.cache;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Which entries stay mapped when nobody reads them: those that were read last. Bounds mappings and their page tables. Safe for threads. */
final class MappedEntries {

    /** Far below the 65 530 mappings that Linux gives a process ({@code vm.max_map_count}); their labels take 2 MiB of heap at worst. */
    private static final int MOST = 256;

    /** 256 MiB have page tables of half a MiB. */
    private static final long MOST_BYTES = 256L << 20;

    private final SequencedSet<DiskEntry> recent = new LinkedHashSet<>();
    private long bytes;

    /** The entry was opened; those that were not for longest are let go. */
    synchronized void used(DiskEntry entry) {
        if (!recent.remove(entry)) {
            bytes += entry.size();
        }
        recent.addLast(entry);
        Iterator<DiskEntry> oldest = recent.iterator();
        while ((recent.size() > MOST || bytes > MOST_BYTES) && oldest.hasNext()) {
            DiskEntry next = oldest.next();
            if (next.unmap()) {
                oldest.remove();
                bytes -= next.size();
            }
        }
    }

    synchronized void forget(DiskEntry entry) {
        if (recent.remove(entry)) {
            bytes -= entry.size();
        }
    }
}
