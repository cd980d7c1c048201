#include "repl/lesson/pack/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "repl/script/fields.hpp"
#include "repl/views/amounts.hpp"
#include "repl/views/output.hpp"

namespace spyglass {

namespace {

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

constexpr std::size_t longest_name = 200;

std::string why(archive* from) {
  const char* words = archive_error_string(from);
  return inert_line(words == nullptr ? "the library does not say why" : words);
}

bool may_be_in_path(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '/';
}

/// What is wrong with an entry, whatever its contents; empty: nothing.
std::string complaint_about(archive_entry* entry) {
  const char* path = archive_entry_pathname(entry);
  if (path == nullptr) return "one of its files has a name that cannot be read";
  const std::string name(path);
  const std::string shown = inert_line(name.substr(0, longest_name));
  if (!stays_below(name)) {
    return fmt::format("it names a file outside of itself: {}", shown);
  }
  if (archive_entry_hardlink(entry) != nullptr) {
    return fmt::format("{} is a link to another file", shown);
  }
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG: break;
    case AE_IFLNK: return fmt::format("{} is a symbolic link", shown);
    case AE_IFDIR: return fmt::format("{} is a folder by itself; folders come with files", shown);
    default: return fmt::format("{} is a device, or something like it", shown);
  }
  if (name.size() > longest_name) return fmt::format("a name is too long: {}…", shown);
  if (name.empty() || !std::ranges::all_of(name, may_be_in_path) || name.front() == '.' ||
      name.front() == '-' || name.find("/.") != std::string::npos ||
      name.find("//") != std::string::npos || name.ends_with('/')) {
    return fmt::format("`{}` is no name for a file in it: letters, digits, - and _", shown);
  }
  return {};
}

/// The contents of the entry at hand; more than `most` bytes are an error.
Result<std::string> contents_of(archive* from, const std::string& name, std::size_t most) {
  std::string contents;
  std::array<char, 16384> chunk;
  for (;;) {
    const la_ssize_t count = archive_read_data(from, chunk.data(), chunk.size());
    if (count == 0) return contents;
    if (count < 0) return fail(fmt::format("{} is damaged: {}", name, why(from)));
    contents.append(chunk.data(), static_cast<std::size_t>(count));
    if (contents.size() > most) return fail(fmt::format("{} is too large", name));
  }
}

la_ssize_t append(archive*, void* to, const void* bytes, std::size_t count) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

}  // namespace

Result<ArchivedFiles> unpack_archive(std::string_view bytes, const ArchiveLimits& limits) {
  if (bytes.size() > limits.packed) {
    return fail(fmt::format("it has {}, and may have {}", amount_words(bytes.size()),
                            amount_words(limits.packed)));
  }
  const Reader reader(archive_read_new(), archive_read_free);
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_zstd(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return fail("it is no pack of lessons, or a damaged one: " + why(reader.get()));
  }
  ArchivedFiles files;
  std::size_t all = 0;
  archive_entry* entry = nullptr;
  for (;;) {
    const int read = archive_read_next_header(reader.get(), &entry);
    if (read == ARCHIVE_EOF) return files;
    if (read != ARCHIVE_OK) {
      return fail("it is no pack of lessons, or a damaged one: " + why(reader.get()));
    }
    if (auto complaint = complaint_about(entry); !complaint.empty()) return fail(complaint);
    const std::string name = archive_entry_pathname(entry);
    if (files.contains(name)) return fail(fmt::format("{} is in it twice", name));
    if (files.size() >= limits.files) {
      return fail(fmt::format("it has more than {} files", limits.files));
    }
    auto contents = contents_of(reader.get(), name, limits.file);
    if (!contents) return tl::make_unexpected(contents.error());
    all += contents->size();
    if (all > limits.all) {
      return fail(fmt::format("its files have more than {} together", amount_words(limits.all)));
    }
    files.emplace(name, std::move(*contents));
  }
}

Result<std::string> make_archive(const ArchivedFiles& files) {
  std::string bytes;
  {
    const Writer writer(archive_write_new(), archive_write_free);
    archive_write_set_format_ustar(writer.get());
    archive_write_add_filter_gzip(writer.get());
    // A file needs no padding, as a tape does.
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    // Neither the time nor the person who made it is part of it.
    archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
    if (archive_write_open(writer.get(), &bytes, nullptr, append, nullptr) != ARCHIVE_OK) {
      return fail("cannot make an archive: " + why(writer.get()));
    }
    for (const auto& [name, contents] : files) {
      const Entry entry(archive_entry_new(), archive_entry_free);
      archive_entry_set_pathname(entry.get(), name.c_str());
      archive_entry_set_size(entry.get(), static_cast<la_int64_t>(contents.size()));
      archive_entry_set_filetype(entry.get(), AE_IFREG);
      archive_entry_set_perm(entry.get(), 0644);
      archive_entry_set_mtime(entry.get(), 0, 0);
      const bool written = archive_write_header(writer.get(), entry.get()) == ARCHIVE_OK &&
                           archive_write_data(writer.get(), contents.data(), contents.size()) ==
                               static_cast<la_ssize_t>(contents.size());
      if (!written)
        return fail(fmt::format("cannot put {} into an archive: {}", name, why(writer.get())));
    }
    if (archive_write_close(writer.get()) != ARCHIVE_OK) {
      return fail("cannot make an archive: " + why(writer.get()));
    }
  }
  return bytes;
}

}  // namespace spyglass
