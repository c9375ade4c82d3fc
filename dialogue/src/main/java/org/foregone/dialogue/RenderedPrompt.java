package org.foregone.dialogue;

/// A prompt ready to be continued.
///
/// @param tokens what the model is given, decoded exactly as it stands (no BOS to be added)
/// @param text the same as text, for people
/// @param userContent the tokens that hold the last user message's content, white space at its ends
///     left out; the whole prompt where the template changed the content beyond recognition
/// @param markerCount how many control or reasoning markers the messages' content spells out
public record RenderedPrompt(int[] tokens, String text, Span userContent, int markerCount) {

  /// Whether some content spells out a marker: such prompts are counted in reports.
  public boolean hasMarkers() {
    return markerCount > 0;
  }
}
