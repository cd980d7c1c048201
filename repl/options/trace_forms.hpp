#pragma once

#include "repl/options/trace_flags.hpp"

namespace spyglass {

/// --json, --chrome, --folded: a trace has one form.
Result<void> take_form(TraceRequest& request, Form form);

/// Says what of all that was asked for does not go with the form of the trace.
Result<void> check_form(const TraceReading& reading);

/// Whether a trace of this form is a whole, in which nothing else may stand.
bool is_one_document(Form form);

}  // namespace spyglass
