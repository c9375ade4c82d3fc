package org.foregone.study.causality;

import org.foregone.study.Intent;

/// The thoughts of one prompt that were searched for changes.
///
/// @param cluster number of the prompt, near-duplicates together
/// @param traces thoughts without those that end in a loop
/// @param looping those
/// @param oscillations changes of stance in all of `traces`, tested or not
record TestedPrompt(Intent intent, int cluster, int traces, int looping, int oscillations) {}
