package dev.sluice.fetch;

import java.net.URI;

/** Where asking one address has led. */
sealed interface Step {

    /**
     * To the end.
     *
     * @param fetched the answer; its body has been handed on
     */
    record Done(Fetched fetched) implements Step {}

    /**
     * To another address.
     *
     * @param next absolute, not checked yet
     */
    record Redirect(URI next) implements Step {}
}
