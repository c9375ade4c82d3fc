package org.foregone.app;

/// What `doctor` found out about one thing.
///
/// @param what the thing, in a word or two
/// @param state whether it is as it should be
/// @param found what is there
/// @param fix what to do; empty when there is nothing to do
record Check(String what, State state, String found, String fix) {

  enum State {
    OK,
    /// Works, but could be better, or only a part needs it.
    ADVICE,
    /// Something that is needed does not work.
    FAILED
  }

  static Check ok(String what, String found) {
    return new Check(what, State.OK, found, "");
  }

  static Check advice(String what, String found, String fix) {
    return new Check(what, State.ADVICE, found, fix);
  }

  static Check failed(String what, String found, String fix) {
    return new Check(what, State.FAILED, found, fix);
  }
}
