package dev.sluice.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come in: what was answered a moment ago is answered again on the thread that read the request, everything else gets a
 * thread of its own.
 */
final class Entrance extends Handler.Abstract.NonBlocking {

    private final Dispatcher dispatcher;
    private final Repeats repeats;
    private final Executor requests;

    /** @param requests runs each request on a thread of its own */
    Entrance(Dispatcher dispatcher, Repeats repeats, Executor requests) {
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
        exchange.answer().again(known.answer());
        ByteBuffer body = known.body();
        int length = body.remaining();
        response.write(true, body, new Callback() {
            @Override
            public void succeeded() {
                end(null);
            }

            @Override
            public void failed(Throwable gone) {
                end(gone);
            }

            private void end(@Nullable Throwable gone) {
                known.leave();
                known.answer().given().run();
                dispatcher.repeated(exchange, length, gone == null);
                if (gone == null) {
                    callback.succeeded();
                } else {
                    callback.failed(gone);
                }
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.NON_BLOCKING;
            }
        });
        return true;
    }
}
