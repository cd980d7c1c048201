#pragma once

#include "core/base/ids.hpp"
#include "core/proc/source.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// The open descriptors of a thread: what each is open on, how, and where in it.
void show_descriptors(Output& out, Tid thread, const proc::Source& source);

}  // namespace spyglass
