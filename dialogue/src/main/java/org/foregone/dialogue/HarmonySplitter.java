package org.foregone.dialogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.foregone.dialogue.ReasoningFormat.Harmony;

/// Follows the messages of gpt-oss by their marker tokens: a header (role, recipient, channel), the
/// body behind the message marker, an end marker.
///
/// The first message of the final channel is the answer; what comes before its header is thought,
/// whatever its channel. Text where a header should be, or a message without a channel, is an
/// answer without a thought. Markers spelled out by ordinary tokens are text.
final class HarmonySplitter extends Splitter {
  private final int start;
  private final int channel;
  private final int message;
  private final int end;
  private Phase phase;
  private boolean inHeader;
  private boolean markerSeen;
  private boolean channelSeen;
  private final ByteArrayOutputStream header = new ByteArrayOutputStream();

  HarmonySplitter(Harmony format, Mode mode, Vocabulary vocabulary) {
    super(vocabulary);
    start = vocabulary.special(Harmony.START).orElseThrow();
    channel = vocabulary.special(Harmony.CHANNEL).orElseThrow();
    message = vocabulary.special(Harmony.MESSAGE).orElseThrow();
    end = vocabulary.special(Harmony.END).orElseThrow();
    inHeader = mode == Mode.THINK;
    phase = inHeader ? Phase.BEFORE : Phase.ANSWER;
    answer = inHeader ? NONE : 0;
  }

  @Override
  void take(int token) {
    if (answerEnd != NONE) {
      return;
    }
    if (inHeader && opened == NONE && vocabulary.endsGeneration(token)) {
      endBeforeThought();
      answerBegins();
    } else if (inHeader) {
      header(token);
    } else if (token == end || token == start || vocabulary.endsGeneration(token)) {
      endMessage();
    }
  }

  private void endMessage() {
    if (answer != NONE) {
      answerEnd = count;
      return;
    }
    closing = count;
    phase = Phase.CLOSING;
    inHeader = true;
    markerSeen = true;
    channelSeen = false;
    header.reset();
  }

  private void header(int token) {
    if (token == message) {
      body();
    } else if (token == channel || token == start || token == end) {
      markerSeen = true;
      channelSeen = token == channel;
      header.reset();
    } else {
      header.writeBytes(vocabulary.bytes(token));
      if (!markerSeen && !mayBeRecipient()) {
        inHeader = false;
        phase = Phase.ANSWER;
        answer = 0;
      }
    }
  }

  private void body() {
    inHeader = false;
    String name = channelSeen ? channelName() : "final";
    if (name.equals("final")) {
      phase = Phase.ANSWER;
      if (opened == NONE) {
        closing = 0;
        answer = count + 1;
      } else {
        closeNaturally(closing);
      }
    } else {
      phase = Phase.THINKING;
      opened = opened == NONE ? count + 1 : opened;
    }
  }

  /// The first word behind the channel marker.
  private String channelName() {
    return header.toString(UTF_8).strip().split("[\\s<]", 2)[0];
  }

  /// A header may begin with a recipient, as in `assistant to=functions.f`.
  private boolean mayBeRecipient() {
    String text = header.toString(UTF_8).stripLeading();
    return text.startsWith("to=") || "to=".startsWith(text);
  }

  @Override
  void answerBegins() {
    phase = Phase.ANSWER;
    inHeader = false;
  }

  @Override
  public Phase phase() {
    return phase;
  }
}
