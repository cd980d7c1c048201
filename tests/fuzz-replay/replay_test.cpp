// What fuzzing has found so far, once more: the corpora of all fuzz targets, and changed copies of
// their files, which are the same each time. Needs neither clang nor libFuzzer.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <vector>

#include "core/record/bytes.hpp"
#include "core/record/record_file.hpp"
#include "tests/fuzz-replay/mutator.hpp"
#include "tests/fuzz/rewritten_file.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/temporary_folder.hpp"

using namespace spyglass;
using fuzz::Target;
namespace fs = std::filesystem;

namespace {

/// Of each file.
constexpr int mutations = 40;
/// Recordings and lessons take longer than the others.
constexpr int few_mutations = 6;

fs::path corpora() { return fs::path(SPYGLASS_SOURCE_DIR) / "tests/fuzz/corpus"; }

struct Sample {
  std::string name;
  std::string bytes;
};

/// In an order that does not depend on the file system.
std::vector<Sample> samples_in(std::string_view corpus) {
  std::vector<Sample> samples;
  for (const auto& entry : fs::directory_iterator(corpora() / corpus)) {
    samples.push_back({entry.path().filename().string(), read_whole(entry.path())});
  }
  std::ranges::sort(samples, {}, &Sample::name);
  return samples;
}

/// What is looked at right now, in a file: a crash leaves it there.
class LastInput {
 public:
  void is(const std::string& bytes) const { file_.is(bytes); }
  ~LastInput() {
    std::error_code ignored;
    fs::remove(file_.path(), ignored);
  }

 private:
  fuzz::RewrittenFile file_{SPYGLASS_FUZZ_CRASH};
};

void check(const Target& target, const std::string& bytes) {
  static const LastInput last;
  last.is(bytes);
  try {
    target.run(bytes);
    SUCCEED();
  } catch (const std::exception& problem) {
    FAIL_CHECK(problem.what());
  }
}

}  // namespace

TEST_CASE("every target has a corpus, and every corpus a target") {
  std::vector<std::string> names, folders;
  for (const Target* target : Target::all()) {
    names.emplace_back(target->name());
    CHECK_FALSE(samples_in(target->name()).empty());
  }
  for (const auto& entry : fs::directory_iterator(corpora())) {
    folders.push_back(entry.path().filename().string());
  }
  std::ranges::sort(folders);
  CHECK(folders == names);
}

TEST_CASE("the records of the corpus are of today's format") {
  // They stand there without a version. What no longer can be read is skipped, and tests nothing.
  int whole = 0, broken = 0;
  for (const Sample& sample : samples_in("recordings")) {
    if (sample.bytes.starts_with(recorded::file_mark)) continue;
    ByteReader in(sample.bytes);
    while (!in.at_end() && !in.failed()) ++(recorded::unpack(in.text()) ? whole : broken);
  }
  CHECK(whole > 100);
  CHECK(broken < whole / 10);
}

TEST_CASE("what the fuzzers have found is still answered") {
  for (const Target* target : Target::all()) {
    for (const Sample& sample : samples_in(target->name())) {
      INFO(target->name() << "/" << sample.name);
      check(*target, sample.bytes);
    }
  }
}

TEST_CASE("so is what is a little different") {
  for (const Target* target : Target::all()) {
    const bool slow = target->name() == "recordings" || target->name() == "lessons";
    const auto samples = samples_in(target->name());
    fuzz::Mutator mutator(1);
    for (const Sample& sample : samples) {
      for (int number = 1; number <= (slow ? few_mutations : mutations); ++number) {
        const auto& other = samples[mutator.below(samples.size())];
        const std::string bytes = mutator.changed(sample.bytes, other.bytes);
        INFO(target->name() << "/" << sample.name << ", change " << number);
        check(*target, bytes);
      }
    }
  }
}
