package dev.sluice.http;

/** Answers one kind of request. Called on a virtual thread of the request's own; may block, within {@link Exchange#deadline()}. */
@FunctionalInterface
public interface Handler {

    /**
     * Answers through {@link Exchange#answer()}, once, before it returns.
     *
     * @throws dev.sluice.failure.SluiceException for all that is foreseen: it becomes the answer
     */
    void handle(Exchange exchange);
}
