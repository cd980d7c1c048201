#include "core/assemble/program.hpp"

#include <fmt/format.h>

#include "core/assemble/remarks.hpp"
#include "core/assemble/tool.hpp"
#include "core/base/read_text.hpp"
#include "core/base/scratch.hpp"

namespace spyglass {

namespace fs = std::filesystem;

namespace {

constexpr const char* object_file = "program.o";
constexpr const char* linked_file = "program";

std::size_t line_start(std::string_view text, std::size_t line) {
  std::size_t at = 0;
  while (--line > 0 && at != std::string_view::npos) {
    at = text.find('\n', at);
    if (at != std::string_view::npos) ++at;
  }
  return std::min(at, text.size());
}

Complaint complaint_about(const std::string& source, const Remark& remark) {
  if (!remark.line || *remark.line == 0) return {remark.text};
  const std::size_t begin = line_start(source, *remark.line);
  const std::string_view line =
      std::string_view(source).substr(begin, source.find('\n', begin) - begin);
  const auto piece = find_piece(line, quoted_piece(remark.text));
  const auto indent = std::min(line.find_first_not_of(" \t"), line.size());
  return {fmt::format("line {}: {}", *remark.line, remark.text), begin + piece.value_or(indent)};
}

/// Takes in what a tool said. A tool that failed without a remark is quoted.
void take_in(ProgramBuild& build, const ToolRun& run, const std::vector<Remark>& remarks) {
  for (const Remark& remark : remarks) {
    (remark.warning ? build.warnings : build.errors)
        .push_back(complaint_about(build.source, remark));
  }
  if (run.end == ToolRun::End::too_much) build.errors = {{"it takes too much room or time"}};
  if (run.end == ToolRun::End::complained && build.errors.empty()) build.errors = {{run.output}};
}

}  // namespace

Result<ProgramBuild> build_program(const fs::path& source, const Abi& abi,
                                   const fs::path& program) {
  auto text = read_text(source);
  if (!text) return tl::make_unexpected(text.error());
  ProgramBuild build{std::move(*text)};
  auto scratch = Scratch::make("the assembler");
  if (!scratch) return tl::make_unexpected(scratch.error());
  const std::string place = scratch->path().string();

  // With the lines of the source, so that the linker can name them; it leaves them out.
  std::vector<std::string> words = {"as", "-g", "-o", object_file, fs::absolute(source).string()};
  if (!abi.toolchain.as_option.empty()) words.emplace(words.begin() + 1, abi.toolchain.as_option);
  const auto assembled = run_tool(words, place);
  if (!assembled) return tl::make_unexpected(assembled.error());
  take_in(build, *assembled, assembler_remarks(assembled->output));
  if (!build.errors.empty()) return build;

  const auto linked =
      run_tool({"ld", "-m", std::string(abi.toolchain.emulation), "-static", "-z", "noexecstack",
                "--build-id=none", "--strip-debug", "-o", linked_file, object_file},
               place);
  if (!linked) return tl::make_unexpected(linked.error());
  take_in(build, *linked, linker_remarks(linked->output));
  if (!build.errors.empty()) return build;

  // Put in its place by one rename(2), so that a copy that still runs keeps its file.
  const fs::path fresh = program.string() + ".new";
  std::error_code error;
  fs::copy_file(scratch->path() / linked_file, fresh, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(fresh, program, error);
  if (error) return fail(fmt::format("cannot make {}: {}", program.string(), error.message()));
  return build;
}

}  // namespace spyglass
