#pragma once

#include <string>

/// Rule 4 of normalise.cpp: masks what differs from run to run in one line, by its context. True
/// when the line changed.
bool apply_rules(std::string& line);
