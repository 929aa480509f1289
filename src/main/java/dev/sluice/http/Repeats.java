package dev.sluice.http;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that were given last and may be given again as they are. A request for one needs no thread of its own, no reading of its
 * options and no looking in a cache: it is answered where it was read. Holds at most {@value #MOST} heads of them; the bodies
 * are elsewhere. Safe for threads.
 */
final class Repeats {

    private static final Logger LOG = LoggerFactory.getLogger(Repeats.class);
    private static final int MOST = 64;

    /** Characters of a question that is remembered. */
    private static final int LONGEST_QUESTION = 2_048;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** One answer, and how many connections it is being written to. Guarded by the map. */
    final class Entry {

        private final Repeatable answer;
        private final HttpFields head;
        private final boolean trusted;
        private int users;
        private boolean dropped;

        private Entry(Repeatable answer, boolean trusted) {
            this.answer = answer;
            this.head = AnswerHead.ready(answer.content(), answer.body().remaining());
            this.trusted = trusted;
        }

        Repeatable answer() {
            return answer;
        }

        HttpFields head() {
            return head;
        }

        /** Whether only those may have it who may do anything here. */
        boolean trusted() {
            return trusted;
        }

        ByteBuffer body() {
            return answer.body().duplicate();
        }

        /** One connection has it, or has been cut off. */
        void leave() {
            boolean last;
            synchronized (entries) {
                users--;
                last = dropped && users == 0;
            }
            if (last) {
                close(answer);
            }
        }
    }

    static void close(Repeatable answer) {
        try {
            answer.hold().close();
        } catch (Exception unclosed) {
            LOG.warn("an answer that was given again could not be closed", unclosed);
        }
    }

    /**
     * What was asked, where an answer to it can be given again at all: no part and no condition, no body, and no text of
     * unusual length. Null otherwise.
     */
    static @Nullable String question(Request request) {
        boolean plain = request.getMethod().equals("GET")
                && request.getLength() <= 0
                && !request.getHeaders().contains(HttpHeader.RANGE)
                && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)
                && !request.getHeaders().contains(HttpHeader.IF_NONE_MATCH)
                && !request.getHeaders().contains(HttpHeader.IF_MODIFIED_SINCE);
        if (!plain) {
            return null;
        }
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        String question = request.getHttpURI().getPathQuery() + ' ' + (accept == null ? "" : accept);
        return question.length() > LONGEST_QUESTION ? null : question;
    }

    /** The answer to that, to be {@linkplain Entry#leave left}; null when there is none that is good. */
    @Nullable
    Entry find(String question) {
        synchronized (entries) {
            Entry entry = entries.get(question);
            if (entry == null) {
                return null;
            }
            if (entry.answer.good().getAsBoolean()) {
                entry.users++;
                return entry;
            }
        }
        forget(question);
        return null;
    }

    private void forget(String question) {
        Entry entry;
        synchronized (entries) {
            entry = entries.remove(question);
        }
        drop(entry);
    }

    private void drop(@Nullable Entry entry) {
        if (entry == null) {
            return;
        }
        boolean unused;
        synchronized (entries) {
            unused = entry.users == 0 && !entry.dropped;
            entry.dropped = true;
        }
        if (unused) {
            close(entry.answer);
        }
    }

    /**
     * From now on this is the answer.
     *
     * @param trusted whether only those may have it who may do anything here
     */
    void keep(String question, Repeatable answer, boolean trusted) {
        Entry kept = new Entry(answer, trusted);
        Entry replaced;
        Entry oldest = null;
        synchronized (entries) {
            replaced = entries.put(question, kept);
            if (entries.size() > MOST) {
                Iterator<Entry> all = entries.values().iterator();
                oldest = all.next();
                all.remove();
            }
        }
        drop(replaced);
        drop(oldest);
    }

    /** Gives none of them again. */
    void clear() {
        Iterator<Entry> all;
        synchronized (entries) {
            all = List.copyOf(entries.values()).iterator();
            entries.clear();
        }
        all.forEachRemaining(this::drop);
    }
}
