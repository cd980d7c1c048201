#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/abi/abi.hpp"
#include "core/assemble/statements.hpp"
#include "core/base/result.hpp"

namespace spyglass {

/// What became of a source file. Complaints are about places in `source`, for complaints_text().
struct ProgramBuild {
  std::string source;                  ///< the file's text
  std::vector<Complaint> errors = {};  ///< any: there is no program
  std::vector<Complaint> warnings = {};
};

/// Makes a static program of one file of AT&T assembly, as the examples are made, by GNU as and ld.
/// The file is the user's own and is built as it stands. A program that was there before stays when
/// there are errors. An error of the result: the file cannot be read, or the tools not be used.
Result<ProgramBuild> build_program(const std::filesystem::path& source, const Abi& abi,
                                   const std::filesystem::path& program);

}  // namespace spyglass
