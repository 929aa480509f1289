package dev.sluice.http;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come in: what was answered a moment ago is answered again on the thread that read the request, everything else gets a
 * thread of its own.
 */
final class Entrance extends Handler.Abstract.NonBlocking {

    private final Dispatcher dispatcher;
    private final Repeats repeats;
    private final Executor requests;
    private final LongUnaryOperator timeLimit;

    /**
     * @param requests runs each request on a thread of its own
     * @param timeLimit nanoseconds that an answer of so many bytes may take
     */
    Entrance(Dispatcher dispatcher, Repeats repeats, Executor requests, LongUnaryOperator timeLimit) {
        this.timeLimit = timeLimit;
        this.dispatcher = dispatcher;
        this.repeats = repeats;
        this.requests = requests;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String question = Repeats.question(request);
        Repeats.Entry known = question == null ? null : repeats.find(question);
        if (known == null || !repeated(known, request, response, callback)) {
            requests.execute(() -> dispatcher.handle(request, response, callback));
        }
        return true;
    }

    private boolean repeated(Repeats.Entry known, Request request, Response response, Callback callback) {
        Exchange exchange = dispatcher.exchange(request, response);
        if (!dispatcher.admits(exchange) || (known.trusted() && !exchange.trusted())) {
            known.leave();
            return false;
        }
        if (!known.trusted()) {
            exchange.answer().forEverySite();
        }
        exchange.answer().again(known);
        new Repetition(known, exchange, callback).write(response, request);
        return true;
    }

    /** The writing of one answer: it ends when it is with the client, when the client leaves, or when it takes too long. */
    private final class Repetition implements Callback {

        private final Repeats.Entry known;
        private final Exchange exchange;
        private final Callback callback;
        private final int length;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Scheduler.@Nullable Task limit;

        Repetition(Repeats.Entry known, Exchange exchange, Callback callback) {
            this.known = known;
            this.exchange = exchange;
            this.callback = callback;
            this.length = known.body().remaining();
        }

        void write(Response response, Request request) {
            response.write(true, known.body(), this);
            if (!ended.get()) {
                // Most answers are with the kernel by now: only the others are worth a timer.
                EndPoint endPoint =
                        request.getConnectionMetaData().getConnection().getEndPoint();
                limit = request.getComponents()
                        .getScheduler()
                        .schedule(endPoint::close, timeLimit.applyAsLong(length), TimeUnit.NANOSECONDS);
                cancelIfEnded();
            }
        }

        private void cancelIfEnded() {
            Scheduler.Task task = limit;
            if (ended.get() && task != null) {
                task.cancel();
            }
        }

        @Override
        public void succeeded() {
            end(null);
        }

        @Override
        public void failed(Throwable gone) {
            end(gone);
        }

        private void end(@Nullable Throwable gone) {
            ended.set(true);
            cancelIfEnded();
            known.leave();
            dispatcher.repeated(exchange, length, gone == null);
            if (gone == null) {
                known.answer().given().run();
                callback.succeeded();
            } else {
                callback.failed(gone);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
