// Downloads from a server of our own on the loopback: what it is told to do wrong, it does.
#include "store/fetch/fetch.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <thread>

#include "store/fs_steps.hpp"
#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

using test::must;
using test::Scratch;

// Answers each connection with what `respond` makes of the request, then closes it.
class Server {
 public:
  explicit Server(std::function<std::string(const std::string& request, int number)> respond)
      : respond_(std::move(respond)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(socket_, 16) != 0)
      throw std::runtime_error("no loopback");
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::string url(const std::string& path) const { return fmt::format("http://127.0.0.1:{}{}", port_, path); }
  int requests() const { return requests_; }

 private:
  void serve() {
    while (true) {
      const int connection = ::accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      std::string request;
      char buffer[4096];
      while (request.find("\r\n\r\n") == std::string::npos) {
        const ssize_t n = ::read(connection, buffer, sizeof buffer);
        if (n <= 0) break;
        request.append(buffer, static_cast<std::size_t>(n));
      }
      const std::string answer = respond_(request, ++requests_);
      for (std::size_t done = 0; done < answer.size();) {
        const ssize_t n = ::send(connection, answer.data() + done, answer.size() - done, MSG_NOSIGNAL);
        if (n <= 0) break;
        done += static_cast<std::size_t>(n);
      }
      ::close(connection);
    }
  }
  std::function<std::string(const std::string&, int)> respond_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> requests_{0};
  std::thread thread_;
};

std::string answer(const std::string& status, const std::string& body, std::size_t length) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}", status, length,
                     body);
}
std::string answer(const std::string& status, const std::string& body) {
  return answer(status, body, body.size());
}

class Fetch : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    options_.first_pause = std::chrono::milliseconds(1);
  }
  Status get(const std::string& url) { return fetch_url(fs_, url, At(file_), options_); }
  std::string contents() { return must(read_file(fs_, At(file_))); }
  bool there() { return must(fs_.stat(At(file_), Follow::No)).kind != NodeKind::Missing; }

  Scratch scratch_;
  RealFs fs_;
  std::string file_ = scratch_.path() + "/file";
  TransferOptions options_;
};

TEST_F(Fetch, GetsAFile) {
  const std::string body(300'000, 'b');
  Server server([&](const std::string&, int) { return answer("200 OK", body); });
  std::uint64_t seen = 0, total = 0;
  options_.progress = [&](const std::string&, std::uint64_t done, std::uint64_t of) {
    seen = done;
    total = of;
  };
  must(get(server.url("/x")));
  EXPECT_EQ(contents(), body);
  EXPECT_EQ(seen, body.size());
  EXPECT_TRUE(total == body.size() || total == 0);
}

TEST_F(Fetch, FollowsRedirectionsButNotForEver) {
  Server server([&](const std::string& request, int) {
    if (request.starts_with("GET /end ")) return answer("200 OK", "arrived");
    if (request.starts_with("GET /loop"))
      return std::string(
          "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    return std::string(
        "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  must(get(server.url("/start")));
  EXPECT_EQ(contents(), "arrived");
  must(fs_.unlink(At(file_)));
  EXPECT_EQ(get(server.url("/loop")).error().code(), Code::Network);
  EXPECT_FALSE(there());
}

TEST_F(Fetch, TriesAgainAfterABadMoment) {
  Server server([&](const std::string&, int number) {
    return number < 3 ? answer("503 Busy", "sorry") : answer("200 OK", "at last");
  });
  must(get(server.url("/x")));
  EXPECT_EQ(contents(), "at last");
  EXPECT_EQ(server.requests(), 3);
}

TEST_F(Fetch, DoesNotInsistOnWhatIsNotThere) {
  Server server([&](const std::string&, int) { return answer("404 Not Found", "no"); });
  const Status status = get(server.url("/x"));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code(), Code::Network);
  EXPECT_THAT(status.error().message(), testing::HasSubstr("404"));
  EXPECT_EQ(server.requests(), 1);
  EXPECT_FALSE(there());
}

TEST_F(Fetch, GoesOnWhereItBrokeOff) {
  Server server([&](const std::string& request, int number) {
    if (number == 1) return answer("200 OK", "01234", 10);
    EXPECT_THAT(request, testing::HasSubstr("Range: bytes=5-"));
    return std::string(
        "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\nConnection: "
        "close\r\n\r\n56789");
  });
  must(get(server.url("/x")));
  EXPECT_EQ(contents(), "0123456789");
}

TEST_F(Fetch, StartsOverWhereTheServerCannotGoOn) {
  Server server([&](const std::string&, int number) {
    return number == 1 ? answer("200 OK", "01234", 10) : answer("200 OK", "0123456789");
  });
  must(get(server.url("/x")));
  EXPECT_EQ(contents(), "0123456789");
}

TEST_F(Fetch, WhatIsTooLargeIsGivenUp) {
  Server server([&](const std::string&, int) { return answer("200 OK", std::string(100'000, 'x')); });
  options_.max_size = 50'000;
  EXPECT_THAT(get(server.url("/x")).error().message(), testing::HasSubstr("larger"));
  EXPECT_FALSE(there());
}

TEST_F(Fetch, RefusesOtherKindsOfUrls) {
  for (const char* url :
       {"ftp://x/y", "gopher://x", "x", "", "http://a b/", "file://elsewhere/x", "http://x/\n"}) {
    EXPECT_FALSE(get(url).ok()) << url;
    EXPECT_FALSE(there()) << url;
  }
}

TEST_F(Fetch, MirrorsAreTriedInOrder) {
  Server server([&](const std::string& request, int) {
    return request.starts_with("GET /b ") ? answer("200 OK", "from b") : answer("404 Not Found", "");
  });
  must(fetch_first(fs_, {server.url("/a"), server.url("/b")}, At(file_), options_));
  EXPECT_EQ(contents(), "from b");
  must(fs_.unlink(At(file_)));
  EXPECT_THAT(
      fetch_first(fs_, {server.url("/a"), server.url("/c")}, At(file_), options_).error().diagnostic().notes,
      testing::Contains(testing::HasSubstr("/a")));
}

TEST(StoreFetch, AddsFilesAndTarballsAndChecksThem) {
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
  Server server([&](const std::string&, int) { return answer("200 OK", "the file"); });
  test::StoreScene s;
  const Hash hash = hash_of(HashAlgorithm::Sha256, "the file");
  const StorePath path = must(s.store->fetch(server.url("/f"), {.name = "f", .expected = hash}));
  EXPECT_EQ(path, fixed_output_path(s.store_dir, "f", hash, false));
  must(s.store->flush());
  EXPECT_EQ(s.read(s.in(path)), "the file");
  EXPECT_EQ(must(s.store->fetch(server.url("/f"), {.name = "f", .expected = hash})), path);
  EXPECT_EQ(server.requests(), 1) << "what is there is not fetched";
  const auto wrong =
      s.store->fetch(server.url("/g"), {.name = "f", .expected = hash_of(HashAlgorithm::Sha256, "no")});
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code(), Code::HashMismatch);
  EXPECT_THAT(wrong.error().message(), testing::HasSubstr(server.url("/g")));
  EXPECT_FALSE(s.store->fetch(server.url("/f"), {.name = "t", .unpack = true}).ok());
  must(s.store->flush());
  EXPECT_EQ(must(s.store->all()).size(), 1U);
}

}  // namespace
}  // namespace hm
