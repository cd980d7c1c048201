// Names as /proc tells them, of descriptors and ids of our own.

#include <fcntl.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/base/unique_fd.hpp"
#include "core/live_names.hpp"
#include "core/proc/descriptors.hpp"
#include "core/proc/pid_namespaces.hpp"
#include "core/proc/status.hpp"
#include "core/report/text.hpp"
#include "tests/temporary_folder.hpp"

namespace spyglass {
namespace {

Naming naming_of(std::initializer_list<DescriptorFact> facts) {
  Naming naming;
  for (const DescriptorFact fact : facts) naming.descriptors.insert(static_cast<int>(fact));
  return naming;
}
const Naming paths = naming_of({DescriptorFact::path});
const Naming everything{NumberSet::all(), NumberSet::all()};
const Tid us{getpid()};

/// What stands behind the number.
std::string name_of(const Naming& naming, const UniqueFd& fd) {
  const LiveNames names(naming, us);
  const std::string text = value_text({names.descriptor(fd.get())});
  const std::string number = std::to_string(fd.get());
  REQUIRE(text.starts_with(number));
  return text.substr(number.size());
}

UniqueFd made(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600));
  REQUIRE(fd);
  return fd;
}

}  // namespace

TEST_CASE("a netlink socket has a protocol, and other descriptors have none") {
  const LiveNames names({}, us);
  const UniqueFd netlink(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG));
  REQUIRE(netlink);
  CHECK(names.netlink_protocol(netlink.get()) == -1);  // the kernel lists only bound ones
  sockaddr_nl anywhere{};
  anywhere.nl_family = AF_NETLINK;
  REQUIRE(bind(netlink.get(), reinterpret_cast<sockaddr*>(&anywhere), sizeof anywhere) == 0);
  CHECK(names.netlink_protocol(netlink.get()) == NETLINK_SOCK_DIAG);
  const UniqueFd other(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  CHECK(names.netlink_protocol(other.get()) == std::nullopt);
  CHECK(names.netlink_protocol(-1) == std::nullopt);
}

TEST_CASE("who wants no names asks nobody") {
  CHECK(LiveNames({.protocols = false}, us).if_wanted() == nullptr);
  const LiveNames names(paths, us);
  CHECK(names.if_wanted() == &names);
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(name_of({}, null).empty());
}

TEST_CASE("a deleted file is told from one whose name ends so") {
  const TemporaryFolder folder;
  const std::string plain = folder.file("plain");
  const std::string odd = folder.file("odd (deleted)");
  const UniqueFd first = made(plain);
  const UniqueFd second = made(odd);
  CHECK(name_of(paths, first) == "<" + plain + ">");
  CHECK(name_of(paths, second) == "<" + odd + ">");
  // Under another name it is still there, but not under this one.
  REQUIRE(link(plain.c_str(), folder.file("other").c_str()) == 0);
  REQUIRE(unlink(plain.c_str()) == 0);
  REQUIRE(unlink(odd.c_str()) == 0);
  CHECK(name_of(paths, first) == "<" + plain + ">(deleted)");
  CHECK(name_of(paths, second) == "<" + odd + ">(deleted)");
}

TEST_CASE("each fact about descriptors is told only when it is wanted") {
  const UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK(name_of(paths, null) == "</dev/null>");
  CHECK(name_of(everything, null) == "</dev/null<char 1:3>>");
  CHECK(name_of(naming_of({DescriptorFact::device}), null) == "</dev/null<char 1:3>>");
  CHECK(name_of(naming_of({DescriptorFact::socket}), null).empty());

  const UniqueFd tcp(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  struct stat about {};
  REQUIRE(fstat(tcp.get(), &about) == 0);
  const std::string inode = std::to_string(about.st_ino);
  CHECK(name_of(paths, tcp) == "<socket:[" + inode + "]>");
  CHECK(name_of(everything, tcp) == "<TCP:[" + inode + "]>");
  CHECK(name_of(naming_of({DescriptorFact::device}), tcp).empty());

  const UniqueFd process(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
  if (!process) return;  // Linux 5.3
  const std::string id = std::to_string(getpid());
  CHECK(name_of(paths, process) == "<anon_inode:[pidfd]>");
  CHECK(name_of(naming_of({DescriptorFact::pidfd}), process) == "<pid:" + id + ">");
  CHECK(name_of(everything, process) == "<pid:" + id + "<" + proc::command_name(us) + ">>");
}

TEST_CASE("a number that nothing is open on has no name") {
  const LiveNames names(everything, us);
  CHECK(value_text({names.descriptor(999999)}) == "999999");
  CHECK(LiveNames({}, us).working_directory().empty());
  CHECK(names.working_directory().starts_with('/'));
}

TEST_CASE("our own id has our name, and no other number") {
  const LiveNames names(everything, us);
  const value::Process named = names.process(getpid(), IdOf::process);
  CHECK(named.command == proc::command_name(us));
  CHECK(named.outside == 0);
  CHECK(names.process(getpid(), IdOf::group).command.empty());
  CHECK_FALSE(proc::has_other_ids(us));
  CHECK_FALSE(proc::our_id(us, getpid(), proc::IdKind::thread));
}

TEST_CASE("ids in nested namespaces") {
  const auto ids = proc::parse_nested_ids(
      "Name:\tsh\nNStgid:\t4711\t12\nNSpid:\t4712\t13\nNSpgid:\t4711\t0\nNSsid:\t1\n");
  CHECK(ids.process == std::vector<pid_t>{4711, 12});
  CHECK(ids.of(proc::IdKind::thread) == std::vector<pid_t>{4712, 13});
  CHECK(ids.of(proc::IdKind::group) == std::vector<pid_t>{4711, 0});
  CHECK(ids.of(proc::IdKind::session) == std::vector<pid_t>{1});
  CHECK(proc::parse_nested_ids("").thread.empty());
}

TEST_CASE("a pidfd's process stands in its fdinfo") {
  CHECK(proc::parse_fdinfo("pos:\t0\nflags:\t02\nPid:\t4711\nNSpid:\t4711\n").process == 4711);
  CHECK(proc::parse_fdinfo("pos:\t0\nflags:\t02\nPid:\t-1\n").process == -1);
  CHECK(proc::parse_fdinfo("pos:\t0\nflags:\t02\n").process == 0);
}

}  // namespace spyglass
