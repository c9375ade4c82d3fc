package org.foregone.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;

/// A JSON array packed as it grows: gzip, then base64, as the page's `unpack` reads it.
final class Packed {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Writer out;
  private long characters;

  Packed() throws IOException {
    out = new OutputStreamWriter(new GZIPOutputStream(bytes), StandardCharsets.UTF_8);
    out.write('[');
  }

  void add(Object element) throws IOException {
    String json = JSON.writeValueAsString(element);
    out.write(characters == 0 ? "" : ",");
    out.write(json);
    characters += json.length();
  }

  /// Characters of JSON so far.
  long characters() {
    return characters;
  }

  /// Ends the array.
  String base64() throws IOException {
    out.write(']');
    out.close();
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
