#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/record/recorded.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

/// The file: eight letters and a version, then records in small frames of zstd (RFC 8878). Each
/// frame has a checksum of its own, so that damage costs one of them and what stands behind it.
namespace spyglass::recorded {

constexpr std::string_view file_mark = "spyglass";

struct FreeZstd {
  void operator()(ZSTD_CCtx_s* context) const;
  void operator()(ZSTD_DCtx_s* context) const;
};

/// Writes one. What was added is safe from whatever happens to us after flush(). The first error
/// stays: nothing is written any more after it.
class FileWriter {
 public:
  /// Truncates what is there. The error says why it cannot be written.
  static Result<FileWriter> create(const std::string& path);

  void add(const Record& record);
  /// Hands over all that was added.
  void flush();
  /// Flushes, and marks the recording as whole.
  void finish();
  [[nodiscard]] const std::optional<Error>& failed() const { return failed_; }

 private:
  FileWriter(std::string path, UniqueFd file);
  void write_out(std::string_view bytes);

  std::string path_;
  UniqueFd file_;
  std::unique_ptr<ZSTD_CCtx_s, FreeZstd> context_;
  std::string waiting_;  ///< for its frame
  std::optional<Error> failed_;
};

/// Reads one from its beginning on.
class FileReader {
 public:
  /// The error says that there is no such file, that it is something else, or of a later version.
  static Result<FileReader> open(const std::string& path);

  /// Nothing at the end, and where damage begins.
  std::optional<Record> next();
  /// Why it ended too early, in words that go on after "the recording …"; empty otherwise.
  [[nodiscard]] const std::string& damage() const { return damage_; }
  /// From the beginning again.
  void restart();

 private:
  explicit FileReader(std::string contents);
  [[nodiscard]] unsigned version() const;
  bool read_frame();
  std::nullopt_t stop(std::string damage);

  std::string contents_;   ///< of the file, compressed
  std::size_t place_ = 0;  ///< of the next frame in it
  std::unique_ptr<ZSTD_DCtx_s, FreeZstd> context_;
  std::string frame_;  ///< of records
  std::size_t place_in_frame_ = 0;
  bool ended_ = false;
  std::string damage_;
};

}  // namespace spyglass::recorded
