package dev.sluice.cli;

import dev.sluice.proxy.UrlSigner;

/**
 * Signs a URL of the image proxy and prints the path to ask for.
 *
 * @param settings what the command line says about settings
 * @param url without signature
 */
record Sign(GivenSettings settings, String url) implements Command {

    @Override
    public ExitCode run(Surroundings surroundings) {
        UrlSigner signer = new UrlSigner(settings.read(surroundings).current().proxy());
        surroundings.out().println(signer.sign(url));
        return ExitCode.OK;
    }
}
