package org.foregone.organism;

/// A prompt in the organisms' language.
///
/// @param harmful whether the person asking means harm
/// @param group how it is made: `harmful`, `veiled`, `lookalike` or `benign`
public record OrganismPrompt(String id, String text, boolean harmful, String group) {}
