import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Maintenance {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func maintenanceIsTrueWhenTheCommandReturnsAndHoldsOverADeploy() throws {
            let repository = try TestRepository("upkeep", on: server)
            #expect(server.get("upkeep")?.status == 404, "nothing is live yet")
            let on = try server.tried("maintenance", "on", "upkeep")
            #expect(on.status == 0 && on.error.contains("upkeep is in maintenance"), "\(on.error)")
            #expect(server.get("upkeep")?.status == 503)
            #expect(server.get("upkeep")?.body.contains("upkeep is being worked on") == true)

            try repository.commit("first")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            let page = server.get("upkeep")
            #expect(page?.status == 503)
            #expect(page?.head.lowercased().contains("retry-after: 60") == true)

            let again = try server.ssh("maintenance on upkeep")
            #expect(again.status == 0 && again.error.contains("upkeep is in maintenance already"), "\(again.error)")
            let off = try server.ssh("maintenance off upkeep")
            #expect(off.status == 0 && off.error.contains("upkeep is out of maintenance"), "\(off.error)")
            #expect(server.get("upkeep")?.status == 200)
            let not = try server.tried("maintenance", "off", "upkeep")
            #expect(not.status == 0 && not.error.contains("upkeep is not in maintenance"), "\(not.error)")
            try server.slipway("app", "destroy", "upkeep", "--confirm", "upkeep")
        }
    }
}
