package dev.sluice.proxy;

/** The name, without its ending, under which a browser saves a picture. */
final class DispositionName {

    private static final int LONGEST = 100;

    private DispositionName() {}

    /**
     * @param asked by the URL; empty when it did not ask
     * @param source URL of the picture, whose last part is taken then
     * @return visible ASCII characters, none of which ends a quoted text
     */
    static String of(String asked, String source) {
        String name = asked.isEmpty() ? lastPart(source) : asked;
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), LONGEST); i++) {
            char c = name.charAt(i);
            kept.append(c > ' ' && c < 127 && c != '"' && c != '\\' && c != '/' && c != ';' ? c : '_');
        }
        return kept.isEmpty() ? "image" : kept.toString();
    }

    private static String lastPart(String source) {
        int query = source.indexOf('?');
        String path = query < 0 ? source : source.substring(0, query);
        String last = path.substring(path.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return dot > 0 ? last.substring(0, dot) : last;
    }
}
