#pragma once

#include <string>

#include "tests/differential/commands.hpp"
#include "tests/differential/normalise.hpp"

struct Tracer {
  std::string name;     ///< in its messages
  std::string command;  ///< as a shell reads it
};

struct Run {
  RawTrace trace;
  int status = -1;  ///< as a shell would say it; 124 for a run that did not end in time
};

/// Runs one command line under one tracer, in a folder that is empty and has the same path every
/// time, with a small environment that is always the same, without a terminal, and, where the
/// system permits it, without randomized addresses.
Run run(const CommandLine& line, const Tracer& tracer);

/// The first program that the line needs and that is not there; empty when all are.
std::string missing_program(const CommandLine& line);
