package org.foregone.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.foregone.dialogue.jinja.TemplateException;
import org.foregone.inference.EngineException;
import org.foregone.llama.LlamaException;
import org.foregone.study.StudyException;
import org.foregone.tensors.AdapterException;
import org.foregone.tensors.GgufException;
import org.foregone.tensors.SafetensorsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Turns what a command throws into problems. What the modules throw on purpose keeps its own
/// words; anything else is a bug of ours and is called one.
final class Failures implements CommandLine.IExecutionExceptionHandler {
  private static final int MOST_CAUSES = 5;

  @Override
  public int handleExecutionException(
      Exception e, CommandLine command, CommandLine.@Nullable ParseResult parsed) {
    PrintWriter err = command.getErr();
    List<Problem> problems = problems(e);
    problems.forEach(problem -> err.print(problem.text()));
    if (parsed != null && parsed.originalArgs().contains("--debug")) {
      e.printStackTrace(err);
    }
    err.flush();
    return problems.getFirst().code().exit().code();
  }

  static List<Problem> problems(Throwable e) {
    return switch (e) {
      case ProblemException problem -> problem.problems();
      case StudyException study -> study.problems().stream().map(Failures::told).toList();
      case TemplateException template -> List.of(told(ErrorCode.BAD_TEMPLATE, template));
      case AdapterException adapter -> List.of(told(ErrorCode.BAD_ADAPTER, adapter));
      case GgufException gguf -> List.of(told(ErrorCode.BAD_MODEL, gguf));
      case SafetensorsException tensors ->
          List.of(
              told(
                  tensors.getCause() instanceof IOException ? ErrorCode.DISK : ErrorCode.BAD_INPUT,
                  tensors));
      case EngineException engine -> List.of(told(ErrorCode.ENGINE_FAILED, engine));
      case LlamaException llama -> List.of(told(ErrorCode.NO_NATIVES, llama));
      case UncheckedIOException io when io.getCause() != null -> problems(io.getCause());
      case IOException io -> List.of(file(io));
      default ->
          List.of(
              new Problem(
                  ErrorCode.BUG,
                  "Foregone failed unexpectedly: " + e,
                  causes(e),
                  List.of("--debug shows where; please report it with the command line")));
    };
  }

  private static Problem told(StudyException.Problem problem) {
    ErrorCode code =
        switch (problem.kind()) {
          case FILE -> ErrorCode.NO_FILE;
          case PROMPTS -> ErrorCode.BAD_PROMPTS;
          case CONFIGURATION -> ErrorCode.BAD_CONFIGURATION;
          case OTHER_STUDY -> ErrorCode.OTHER_STUDY;
          case TEMPLATE -> ErrorCode.BAD_TEMPLATE;
          case CONTEXT -> ErrorCode.NO_CONTEXT;
          case DISK -> ErrorCode.DISK;
        };
    return new Problem(
        code,
        problem.message(),
        List.of(),
        problem.hint().isEmpty() ? List.of() : List.of(problem.hint()));
  }

  /// A message in its own words; its lines that begin with `hint:` are hints.
  private static Problem told(ErrorCode code, Exception e) {
    List<String> words = new ArrayList<>();
    List<String> hints = new ArrayList<>();
    message(e)
        .lines()
        .forEach(
            line -> {
              if (line.startsWith("hint:")) {
                hints.add(line.substring("hint:".length()).strip());
              } else {
                words.add(line);
              }
            });
    return new Problem(code, String.join(" ", words), causes(e), hints);
  }

  private static Problem file(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return Problem.of(
          ErrorCode.NO_FILE,
          "no such file: " + missing.getFile(),
          "check the spelling and the folder");
    }
    if (e instanceof AccessDeniedException denied) {
      return Problem.of(
          ErrorCode.NO_FILE, "not allowed: " + denied.getFile(), "check the file's permissions");
    }
    String message = message(e);
    if (message.contains("No space left")) {
      return Problem.of(
          ErrorCode.DISK,
          "the disk is full: " + (e instanceof FileSystemException f ? f.getFile() : message),
          "free some space, or write elsewhere with --out");
    }
    return new Problem(ErrorCode.NO_FILE, message, causes(e), List.of());
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static List<String> causes(Throwable e) {
    List<String> causes = new ArrayList<>();
    for (Throwable at = e.getCause();
        at != null && causes.size() < MOST_CAUSES;
        at = at.getCause()) {
      causes.add(message(at));
    }
    return causes;
  }
}
