#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/decode/call.hpp"
#include "core/open_file.hpp"

namespace spyglass {

/// The descriptors of a thread; shared with others where clone(2) was told CLONE_FILES.
struct DescriptorTable {
  struct Entry {
    std::shared_ptr<OpenFile> file;  ///< null: it is open on something that is not known
    bool close_on_exec = false;
    Call::Clock::time_point since{};  ///< when the call that made it came back
  };
  std::map<int, Entry> entries;
  /// Whether what is not among them is not open; else nobody knows.
  bool is_complete = false;

  /// Null where nothing is open, or nobody knows.
  [[nodiscard]] std::shared_ptr<OpenFile> file(int number) const;
  /// These numbers are free from a call on that was entered then. What was opened later has got its
  /// number because it was free: two threads may tell of that in either order.
  void close(std::uint32_t first, std::uint32_t last, Call::Clock::time_point entered);
  void set_close_on_exec(std::uint32_t first, std::uint32_t last, bool on);
  /// execve(2).
  void close_on_exec();
  /// Nothing of it is certain any more.
  void forget();
};

/// What a thread has of the world of files. A copy shares all of it.
struct ThreadFiles {
  std::shared_ptr<DescriptorTable> descriptors = std::make_shared<DescriptorTable>();
  /// Where relative paths start; empty: not known. Shared where clone(2) was told CLONE_FS.
  std::shared_ptr<std::string> directory = std::make_shared<std::string>();

  void stop_sharing_descriptors() { descriptors = std::make_shared<DescriptorTable>(*descriptors); }
  void stop_sharing_directory() { directory = std::make_shared<std::string>(*directory); }

  /// A path argument made absolute, by the directory descriptor in front of it or the working
  /// directory; as it is where that is not known, and empty where it is no text.
  [[nodiscard]] std::string absolute(const Call& call, std::string_view argument_name) const;
};

/// A path without empty parts, . and .. — as words: links are not followed.
std::string plain_path(std::string_view absolute_path);

/// The descriptor that a path argument starts from, by its place; AT_FDCWD: the working directory.
int path_start(const Call& call, std::size_t index);

/// An argument as a number, by its place; also of calls of which only the name was decoded.
std::uint64_t argument_word(const Call& call, std::size_t index);

}  // namespace spyglass
