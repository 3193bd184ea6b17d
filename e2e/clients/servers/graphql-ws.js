// A GraphQL server: the query greets, the subscription counts subscriptions and then stays open.

import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { server, watch } from "./control.js";

let subscriptions = 0;

async function* count() {
	yield { subscription: ++subscriptions };
	await new Promise(() => {});
}

const schema = new GraphQLSchema({
	query: new GraphQLObjectType({
		name: "Query",
		fields: {
			greeting: {
				type: GraphQLString,
				args: { name: { type: new GraphQLNonNull(GraphQLString) } },
				resolve: (_, { name }) => `hello, ${name}`,
			},
		},
	}),
	subscription: new GraphQLObjectType({
		name: "Subscription",
		fields: { subscription: { type: GraphQLInt, subscribe: count } },
	}),
});

const sockets = new WebSocketServer({ server, path: "/graphql" });
sockets.on("connection", watch);
useServer({ schema }, sockets);
