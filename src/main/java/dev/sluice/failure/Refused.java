package dev.sluice.failure;

import dev.sluice.units.DataSize;
import java.time.Duration;

/** The gate said no. */
public abstract sealed class Refused extends SluiceException {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message, null);
    }

    /** It needs more than there is even when nothing else runs: asking again is of no use. */
    public static final class TooLarge extends Refused {

        private static final long serialVersionUID = 1L;

        private final transient DataSize needed;
        private final transient DataSize budget;

        /**
         * @param what what was asked, for the message
         * @param needed bytes it would take
         * @param budget bytes that one piece of work can have at most
         */
        public TooLarge(String what, DataSize needed, DataSize budget) {
            super(what + " needs " + needed.rounded() + " and the budget for one piece of work is " + budget.rounded());
            this.needed = needed;
            this.budget = budget;
        }

        public DataSize needed() {
            return needed;
        }

        public DataSize budget() {
            return budget;
        }
    }

    /** It would fit, but not now: the queue is full, or the wait ran out. */
    public static final class Busy extends Refused {

        private static final long serialVersionUID = 1L;

        private final transient DataSize needed;
        private final transient DataSize budget;
        private final transient Duration retryAfter;

        /** @param retryAfter when another try has a chance */
        public Busy(String why, DataSize needed, DataSize budget, Duration retryAfter) {
            super(why);
            this.needed = needed;
            this.budget = budget;
            this.retryAfter = retryAfter;
        }

        public DataSize needed() {
            return needed;
        }

        public DataSize budget() {
            return budget;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /** The server is stopping and takes no new work. */
    public static final class Draining extends Refused {

        private static final long serialVersionUID = 1L;

        public Draining() {
            super("the server is stopping");
        }
    }
}
