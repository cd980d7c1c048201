#pragma once

#include <string>

#include "repl/session/samples.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

/// How many samples there are, which calls were waited in, and which functions ran how often.
void show_samples(Output& out, const Samples& samples);

/// Those stacks that were seen most often, and how far they can be trusted.
void show_stacks(Output& out, const Samples& samples);

/// A line a stack, "main;work;hot 123": what flame graphs are made from.
std::string folded_stacks(const Samples& samples);

}  // namespace spyglass
