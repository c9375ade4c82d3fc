package org.foregone.app;

/// Every kind of failure the command line tells of, with the number people search for.
/// docs/ERRORS.md explains each; the launcher scripts use E401 to E404 themselves.
enum ErrorCode {
  UNKNOWN_COMMAND(101, Exit.USAGE, "no such command"),
  UNKNOWN_OPTION(102, Exit.USAGE, "no such option or argument"),
  MISSING_ARGUMENT(103, Exit.USAGE, "something required is missing"),
  BAD_VALUE(104, Exit.USAGE, "a value cannot be used"),
  NO_FILE(201, Exit.USAGE, "a file is missing or cannot be read"),
  BAD_MODEL(202, Exit.USAGE, "a model file cannot be used"),
  BAD_PROMPTS(203, Exit.USAGE, "a prompt file cannot be used"),
  BAD_CONFIGURATION(204, Exit.USAGE, "the configuration cannot be used"),
  BAD_TEMPLATE(205, Exit.USAGE, "a chat template cannot be used"),
  OTHER_STUDY(206, Exit.USAGE, "the output folder belongs to another study"),
  BAD_INPUT(207, Exit.USAGE, "an input file cannot be used"),
  NO_CONTEXT(208, Exit.USAGE, "a prompt does not fit the model's context"),
  BAD_ADAPTER(209, Exit.USAGE, "a LoRA adapter cannot be used"),
  INCOMPLETE_STUDY(301, Exit.INCOMPLETE, "a study is not complete"),
  NO_DATA(302, Exit.INCOMPLETE, "there is nothing to measure"),
  NO_JDK(401, Exit.ENVIRONMENT, "no JDK 25 or later"),
  NO_TOOL(402, Exit.ENVIRONMENT, "a tool is missing"),
  BUILD_FAILED(403, Exit.ENVIRONMENT, "the build failed"),
  FETCH_FAILED(404, Exit.ENVIRONMENT, "npm could not fetch a package"),
  NO_NATIVES(405, Exit.ENVIRONMENT, "the llama.cpp library cannot be used"),
  ENGINE_FAILED(406, Exit.ENVIRONMENT, "the engine failed"),
  DISK(407, Exit.ENVIRONMENT, "a file cannot be written"),
  UNFIT(408, Exit.ENVIRONMENT, "this machine is not ready"),
  BUG(501, Exit.ENVIRONMENT, "an error of Foregone itself");

  private final int number;
  private final Exit exit;
  private final String title;

  ErrorCode(int number, Exit exit, String title) {
    this.number = number;
    this.exit = exit;
    this.title = title;
  }

  Exit exit() {
    return exit;
  }

  /// What every error of this kind has in common, as docs/ERRORS.md titles it.
  String title() {
    return title;
  }

  @Override
  public String toString() {
    return "E" + number;
  }
}
