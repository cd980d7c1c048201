#include "core/record/record_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <cerrno>

#include "core/base/read_text.hpp"
#include "core/record/bytes.hpp"

namespace spyglass::recorded {

namespace {

/// So many bytes of records make a frame.
constexpr std::size_t frame_size = 16 << 10;
/// No frame of ours gets so large, however long its last record is; a forged one may claim more.
constexpr std::size_t largest_frame = 64 << 20;
constexpr std::size_t beginning_size = file_mark.size() + 1;

constexpr std::string_view cut_off =
    "ends in the middle: the tool that made it was ended, or a part of the file is missing";

}  // namespace

void FreeZstd::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }
void FreeZstd::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

// --- writing ---

FileWriter::FileWriter(std::string path, UniqueFd file)
    : path_(std::move(path)), file_(std::move(file)), context_(ZSTD_createCCtx()) {
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Result<FileWriter> FileWriter::create(const std::string& path) {
  constexpr mode_t for_us_alone = 0600;  // it holds what the program read and wrote
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, for_us_alone));
  if (!file) return fail_errno(fmt::format("cannot write a recording to {}", path), errno);
  FileWriter writer(path, std::move(file));
  writer.write_out(std::string(file_mark) + static_cast<char>(format_version));
  if (writer.failed_) return tl::make_unexpected(*writer.failed_);
  return writer;
}

void FileWriter::write_out(std::string_view bytes) {
  while (!bytes.empty() && !failed_) {
    const ssize_t count = write(file_.get(), bytes.data(), bytes.size());
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      failed_ = fail_errno(fmt::format("the recording in {} ends here", path_), errno).value();
    }
  }
}

void FileWriter::add(const Record& record) {
  ByteWriter framed;
  framed.text(pack(record));
  // Those that are much longer (a whole program) cost nobody else if they are damaged.
  if (framed.bytes().size() >= frame_size) flush();
  waiting_ += framed.bytes();
  if (waiting_.size() >= frame_size) flush();
}

void FileWriter::flush() {
  if (!failed_ && !waiting_.empty()) {
    std::string frame(ZSTD_compressBound(waiting_.size()), '\0');
    const std::size_t size = ZSTD_compress2(context_.get(), frame.data(), frame.size(),
                                            waiting_.data(), waiting_.size());
    if (ZSTD_isError(size) != 0) {
      failed_ = Error{.message = fmt::format("the recording in {} ends here: {}", path_,
                                             ZSTD_getErrorName(size))};
    } else {
      write_out({frame.data(), size});
    }
  }
  waiting_.clear();
}

void FileWriter::finish() {
  add(End{});
  flush();
}

// --- reading ---

FileReader::FileReader(std::string contents)
    : contents_(std::move(contents)), place_(beginning_size), context_(ZSTD_createDCtx()) {}

Result<FileReader> FileReader::open(const std::string& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0)
    return fail_errno(fmt::format("cannot read {}", path), errno);
  if (!S_ISREG(about.st_mode)) return bad_input(fmt::format("{} is not a file", path));
  auto read = read_text(path);
  if (!read) return tl::make_unexpected(read.error());
  std::string contents = std::move(*read);
  if (contents.size() < beginning_size || !contents.starts_with(file_mark)) {
    return bad_input(
        fmt::format("{} is no recording of spyglass; `record FILE` at its prompt makes one", path));
  }
  const unsigned version = static_cast<unsigned char>(contents[file_mark.size()]);
  if (version == 0 || version > format_version) {
    return bad_input(
        fmt::format("{} is a recording of version {}, and this spyglass understands those up to "
                    "{}: a newer one can open it",
                    path, version, format_version));
  }
  return FileReader(std::move(contents));
}

unsigned FileReader::version() const {
  return static_cast<unsigned char>(contents_[file_mark.size()]);
}

void FileReader::restart() {
  place_ = beginning_size;
  frame_.clear();
  place_in_frame_ = 0;
  ended_ = false;
  damage_.clear();
}

std::nullopt_t FileReader::stop(std::string damage) {
  damage_ = std::move(damage);
  ended_ = true;
  return std::nullopt;
}

bool FileReader::read_frame() {
  const std::string_view rest = std::string_view(contents_).substr(place_);
  frame_.clear();
  place_in_frame_ = 0;
  const std::size_t packed = ZSTD_findFrameCompressedSize(rest.data(), rest.size());
  const auto size = ZSTD_getFrameContentSize(rest.data(), rest.size());
  const bool is_frame = size != ZSTD_CONTENTSIZE_ERROR && size != ZSTD_CONTENTSIZE_UNKNOWN;
  if (ZSTD_getErrorCode(packed) == ZSTD_error_srcSize_wrong) {
    stop(std::string(cut_off));
  } else if (!is_frame || ZSTD_isError(packed) != 0 || size > largest_frame) {
    stop("is damaged");
  } else {
    frame_.resize(size);
    const std::size_t got =
        ZSTD_decompressDCtx(context_.get(), frame_.data(), frame_.size(), rest.data(), packed);
    if (ZSTD_isError(got) != 0 || got != frame_.size()) {
      frame_.clear();
      stop("is damaged");
    }
  }
  place_ += ended_ ? 0 : packed;
  return !ended_;
}

std::optional<Record> FileReader::next() {
  while (!ended_ && place_in_frame_ == frame_.size()) {
    if (place_ == contents_.size()) return stop(std::string(cut_off));
    if (!read_frame()) return std::nullopt;
  }
  if (ended_) return std::nullopt;
  ByteReader in(std::string_view(frame_).substr(place_in_frame_));
  auto record = unpack(in.text(), version());
  if (in.failed() || !record) return stop("is damaged");
  place_in_frame_ = frame_.size() - in.left();
  if (std::holds_alternative<End>(*record)) {
    ended_ = true;
    return std::nullopt;
  }
  return record;
}

}  // namespace spyglass::recorded
