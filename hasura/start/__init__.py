"""Would the server start with this secret, and with which keys?"""
