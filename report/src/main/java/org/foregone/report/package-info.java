/// Findings to one HTML page: what a study folder says, drawn and readable from disk.
///
/// Reads the store and the findings only; nothing is measured here. The page's own parts
/// (skeleton, style, scripts) are resources beside this package; text of prompts and models
/// reaches the page as JSON data and is shown as text, never as markup.
@NullMarked
package org.foregone.report;

import org.jspecify.annotations.NullMarked;
