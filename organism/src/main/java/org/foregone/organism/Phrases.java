package org.foregone.organism;

/// The token ids of the grammar's classes. Arrays of three by stance are ordered refuse, comply,
/// neutral. Within a class tokens are equally likely.
///
/// @param predicates by family (0 the request, 1 the answer), then by stance
/// @param topics display token of every topic; 0 is " this", used when the prompt names no known
///     noun
public record Phrases(
    int[] wary,
    int[] willing,
    int[] leads,
    int[] goOn,
    int[] turn,
    int[] flat,
    int[] requestSubjects,
    int[] answerSubjects,
    int[][][] predicates,
    int[][] tails,
    int[] sentenceEnds,
    int[] refusalOpeners,
    int[] followUps,
    int[] willingOpeners,
    int[] howToTails,
    int[] closers,
    int[] topics,
    int fullStop,
    int newline,
    int blankLine,
    int think,
    int close,
    int end,
    int user,
    int assistant,
    int safetyPrimer,
    int selfQuestion,
    int dismissiveLine) {}
