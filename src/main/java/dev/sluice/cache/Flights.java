package dev.sluice.cache;

import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does each piece of work once for all who want it at the same time. Long work runs on a virtual thread of its own, so that a caller who
 * leaves does not stop the others; when all have left it counts as abandoned. What it made is closed when the last of them is done with
 * it. There are never more flights than callers. Safe for threads.
 *
 * @param <K> what is wanted; equal keys want the same
 * @param <V> what is made of it
 */
public final class Flights<K, V extends AutoCloseable> {

    private static final Logger LOG = LoggerFactory.getLogger(Flights.class);

    private final Map<K, Flight> flying = new HashMap<>();
    private final Duration patience;
    private final Ticker ticker;

    /** @param patience how long a piece of work may take, whoever waits for it */
    public Flights(Duration patience, Ticker ticker) {
        this.patience = patience;
        this.ticker = ticker;
    }

    /** A share in what a flight made; closed by the one who joined. */
    public final class Seat implements AutoCloseable {

        private final Flight flight;
        private final V value;
        private final boolean first;
        private boolean closed;

        private Seat(Flight flight, V value, boolean first) {
            this.flight = flight;
            this.value = value;
            this.first = first;
        }

        /** Open until the last seat is closed. Used by several threads, mostly. */
        public V value() {
            return value;
        }

        /** Whether the work was begun for this caller, and not for another before. */
        public boolean first() {
            return first;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                leave(flight);
            }
        }
    }

    private final class Flight {
        private final CountDownLatch landed = new CountDownLatch(1);
        private int seats;
        private @Nullable V value;
        private @Nullable RuntimeException failure;
    }

    /**
     * Waits for the work that is under way for the key, or begins it.
     *
     * @param work done on another thread, until the deadline that it is given
     * @return to be closed by the caller
     * @throws Expired when the caller's deadline passed
     * @throws Gone when the caller's client has left
     * @throws Refused.Draining when the waiting thread is interrupted, which it stays
     * @throws RuntimeException what the work threw, to each caller
     */
    public Seat join(K key, Deadline deadline, Function<Deadline, V> work) {
        Flight flight = new Flight();
        Flight joined = board(key, flight);
        boolean first = joined == flight;
        if (first) {
            Deadline own = Deadline.after(patience, ticker).unless(() -> empty(flight));
            Thread.ofVirtual().name("flight").start(() -> fly(key, flight, () -> work.apply(own)));
        }
        try {
            await(joined, deadline);
            return new Seat(joined, value(joined), first);
        } catch (RuntimeException failed) {
            leave(joined);
            throw failed;
        }
    }

    /**
     * As {@link #join}, for work that is short and ends by itself: the first caller does it, and nobody leaves before it is done.
     *
     * @return to be closed by the caller
     * @throws Refused.Draining when the waiting thread is interrupted, which it stays
     * @throws RuntimeException what the work threw, to each caller
     */
    public Seat share(K key, Supplier<V> work) {
        Flight flight = new Flight();
        Flight joined = board(key, flight);
        boolean first = joined == flight;
        try {
            if (first) {
                fly(key, flight, work);
            } else {
                joined.landed.await();
            }
            return new Seat(joined, value(joined), first);
        } catch (InterruptedException interrupted) {
            leave(joined);
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        } catch (RuntimeException failed) {
            leave(joined);
            throw failed;
        }
    }

    /** Lets nobody join the work that is under way for the key: what it makes is of before. */
    public void forget(K key) {
        synchronized (flying) {
            flying.remove(key);
        }
    }

    /** Takes a seat in the flight that is under way for the key; in this one if there is none. */
    private Flight board(K key, Flight own) {
        synchronized (flying) {
            Flight known = flying.putIfAbsent(key, own);
            Flight boarded = known == null ? own : known;
            boarded.seats++;
            return boarded;
        }
    }

    /** Begins the work unless it is under way, and waits for nothing. */
    public void launch(K key, Function<Deadline, V> work) {
        Flight flight = new Flight();
        synchronized (flying) {
            if (flying.putIfAbsent(key, flight) != null) {
                return;
            }
            flight.seats++;
        }
        Deadline own = Deadline.after(patience, ticker);
        Thread.ofVirtual().name("flight").start(() -> {
            fly(key, flight, () -> work.apply(own));
            leave(flight);
        });
    }

    private void fly(K key, Flight flight, Supplier<V> work) {
        try {
            flight.value = work.get();
        } catch (RuntimeException failed) {
            flight.failure = failed;
        } catch (Throwable fatal) {
            flight.failure = new IllegalStateException("work for several callers failed", fatal);
        }
        boolean unwanted;
        synchronized (flying) {
            flying.remove(key, flight);
            unwanted = flight.seats == 0;
            flight.landed.countDown();
        }
        if (unwanted) {
            close(flight.value);
        }
    }

    private void await(Flight flight, Deadline deadline) {
        try {
            while (!flight.landed.await(
                    Math.clamp(deadline.remainingNanos(), 0, Deadline.LOOK_EVERY.toNanos()), TimeUnit.NANOSECONDS)) {
                if (deadline.abandoned()) {
                    throw new Gone();
                }
                if (deadline.expired()) {
                    throw new Expired("the picture could not be had in time");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused.Draining();
        }
    }

    private V value(Flight flight) {
        V value = flight.value;
        if (value == null) {
            throw flight.failure == null
                    ? new IllegalStateException("work for several callers made nothing")
                    : flight.failure;
        }
        return value;
    }

    private boolean empty(Flight flight) {
        synchronized (flying) {
            return flight.seats == 0;
        }
    }

    private void leave(Flight flight) {
        boolean last;
        synchronized (flying) {
            flight.seats--;
            last = flight.seats == 0 && flight.landed.getCount() == 0;
        }
        if (last) {
            close(flight.value);
        }
    }

    private void close(@Nullable V value) {
        try {
            if (value != null) {
                value.close();
            }
        } catch (Exception unclosed) {
            LOG.warn("what was made for several callers could not be closed", unclosed);
        }
    }

    /** How many pieces of work are under way. */
    public int flying() {
        synchronized (flying) {
            return flying.size();
        }
    }
}
