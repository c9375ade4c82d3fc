package org.foregone.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The page without its data: skeleton, style and scripts from this package's resources.
///
/// The content security policy names every script by its hash, so that nothing else on the page can
/// ever run, and forbids every request.
final class Skeleton {
  private static final List<String> LIBRARIES =
      List.of(
          "vega/vega/build/vega.min.js",
          "vega/vega-lite/build/vega-lite.min.js",
          "vega/vega-embed/build/vega-embed.min.js");
  private static final List<String> OF_STUDY =
      List.of(
          "page.js",
          "experiments.js",
          "headline.js",
          "charts.js",
          "figures.js",
          "foresight.js",
          "separability.js",
          "steering.js",
          "lockin.js",
          "earlyexit.js",
          "deliberation.js",
          "causality.js",
          "rail.js",
          "trace.js",
          "reader.js",
          "start.js");
  private static final List<String> OF_COMPARISON = List.of("page.js", "charts.js", "compare.js");
  private static final String DATA = "{{data}}";

  private final String head;
  private final String tail;

  /// The page of one study.
  static Skeleton ofStudy() throws IOException {
    return new Skeleton("index.html", OF_STUDY);
  }

  /// The page of studies compared.
  static Skeleton ofComparison() throws IOException {
    return new Skeleton("compare.html", OF_COMPARISON);
  }

  private Skeleton(String html, List<String> ours) throws IOException {
    List<String> scripts = new ArrayList<>();
    for (String name : Stream.concat(LIBRARIES.stream(), ours.stream()).toList()) {
      scripts.add(script(name));
    }
    String policy =
        "default-src 'none'; script-src "
            + scripts.stream().map(Skeleton::hash).collect(Collectors.joining(" "))
            + "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    String page =
        resource(html)
            .replace("{{policy}}", policy)
            .replace("{{style}}", resource("page.css"))
            .replace(
                "{{scripts}}",
                scripts.stream()
                    .map(s -> "<script>" + s + "</script>")
                    .collect(Collectors.joining("\n")));
    int data = page.indexOf(DATA);
    head = page.substring(0, data);
    tail = page.substring(data + DATA.length());
  }

  /// What comes before the data.
  String head() {
    return head;
  }

  /// What comes after it.
  String tail() {
    return tail;
  }

  /// A script as the browser will hash it; source maps, which would be fetched, are left off.
  private static String script(String name) throws IOException {
    String script = resource(name).replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    if (script.toLowerCase(java.util.Locale.ROOT).contains("</script") || script.contains("<!--")) {
      throw new IOException(name + " cannot stand inside a page: it contains </script or <!--");
    }
    return script;
  }

  private static String hash(String script) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Skeleton.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(
            "this build of Foregone lacks its page resource "
                + name
                + "; run npm ci and build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
  }
}
